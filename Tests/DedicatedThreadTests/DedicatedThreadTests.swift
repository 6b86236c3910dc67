import DedicatedThread
import Foundation
import Glibc
import Synchronization
import Testing

/// An actor as the adapters use it: everything it does happens on its own thread.
private actor Pinned {
    private let thread = DedicatedThread(name: "test-pinned")
    private var count = 0
    private var reads = 0
    private var waiter: CheckedContinuation<Void, Never>?

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    deinit { thread.stop() }

    func increment() -> ObjectIdentifier {
        count += 1
        return ObjectIdentifier(Thread.current)
    }

    func total() -> Int { count }

    func watch(_ descriptor: CInt, interval: Duration) {
        thread.watch(descriptor, interval: interval) { [weak self] in
            self?.assumeIsolated { $0.ready(descriptor) }
        }
    }

    func untilReady() async -> Int {
        if reads == 0 { await withCheckedContinuation { waiter = $0 } }
        return reads
    }

    private func ready(_ descriptor: CInt) {
        reads += 1
        var byte: UInt8 = 0
        _ = read(descriptor, &byte, 1)
        waiter?.resume()
        waiter = nil
    }
}

@Suite(.timeLimit(.minutes(1)))
struct DedicatedThreadTests {
    @Test func everyJobRunsOnTheSameThread() async {
        let pinned = Pinned()
        let threads = await withTaskGroup(of: ObjectIdentifier.self) { group in
            for _ in 0..<1_000 { group.addTask { await pinned.increment() } }
            return await group.reduce(into: Set<ObjectIdentifier>()) { $0.insert($1) }
        }
        #expect(threads.count == 1)
        #expect(await pinned.total() == 1_000)
    }

    @Test func aReadableDescriptorWakesTheThread() async {
        let pinned = Pinned()
        var ends: [CInt] = [-1, -1]
        #expect(pipe(&ends) == 0)
        await pinned.watch(ends[0], interval: .seconds(3_600))
        // The first call comes at once, as a tick: only a later one can come from the descriptor.
        var byte: UInt8 = 1
        #expect(write(ends[1], &byte, 1) == 1)
        #expect(await pinned.untilReady() >= 1)
    }

    @Test func anIntervalWithoutInputCallsTheHandler() async {
        let pinned = Pinned()
        var ends: [CInt] = [-1, -1]
        #expect(pipe(&ends) == 0)
        #expect(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        await pinned.watch(ends[0], interval: .milliseconds(5))
        #expect(await pinned.untilReady() >= 1)
    }

    @Test func theThreadEndsWithItsActor() async throws {
        weak let released: Pinned? = await {
            let pinned = Pinned(); _ = await pinned.increment(); return pinned
        }()
        #expect(released == nil)
    }
}
