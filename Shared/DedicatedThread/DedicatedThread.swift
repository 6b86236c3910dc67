import Foundation
import Glibc
import Synchronization

/// A serial executor that owns one operating-system thread, which also waits for one file descriptor.
///
/// C clients such as librabbitmq and libpq tie a connection to one thread. An actor that names a `DedicatedThread` as its
/// executor runs all of its code on that thread: the compiler then checks what would otherwise be a comment. Blocking
/// calls are allowed there, because no other task ever waits for this thread.
///
/// Between jobs the thread sleeps in `poll(2)`: a new job, readability of the watched descriptor, or the end of the
/// watch's interval wakes it. The thread lives until ``stop()``, which the owning actor calls in its `deinit`.
public final class DedicatedThread: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var watch: Watch?
        var isAsleep = false
        var isStopping = false
    }

    private struct Watch {
        let descriptor: CInt
        let interval: Duration
        let handler: @Sendable () -> Void
    }

    private let state = Mutex(State())
    private let wake = WakePipe()
    private let identity = Mutex<pthread_t?>(nil)

    /// Starts the thread.
    ///
    /// - Parameter name: shown by `top -H` and debuggers; Linux keeps the first 15 bytes.
    public init(name: String) {
        let thread = Thread { [self] in
            identity.withLock { $0 = pthread_self() }
            run()
        }
        thread.name = name
        // Reserved, not used: librabbitmq decodes nested headers recursively, and the deepest that fit into a frame need about 12 MiB.
        thread.stackSize = 16 << 20
        thread.start()
    }

    /// Adds a job; called by the Swift runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        let mustWake = state.withLock { state in
            state.jobs.append(unowned)
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        if mustWake { wake.signal() }
    }

    /// Traps unless the caller runs on this thread; lets `assumeIsolated` work inside a watch's handler.
    public func checkIsolated() {
        let caller = pthread_self()
        precondition(identity.withLock { $0 == caller }, "not on the thread that owns this connection")
    }

    /// Calls `handler` on this thread whenever `descriptor` is readable, has failed, or `interval` has gone by without that.
    ///
    /// One descriptor at a time: a second call replaces the first. The handler must take all input that is there.
    ///
    /// - Parameters:
    ///   - descriptor: an open file descriptor; ``unwatch()`` before it is closed.
    ///   - interval: the longest time between two calls, for heartbeats and deadlines; at least a millisecond.
    ///   - handler: runs on this thread, outside of any task.
    public func watch(_ descriptor: CInt, interval: Duration, handler: @escaping @Sendable () -> Void) {
        let watch = Watch(descriptor: descriptor, interval: max(interval, .milliseconds(1)), handler: handler)
        replaceWatch(by: watch)
    }

    /// Ends the watch; the handler is not called again once this has been called on the thread itself.
    public func unwatch() {
        replaceWatch(by: nil)
    }

    /// Lets the thread end after the jobs that it already has. Idempotent; does not wait.
    public func stop() {
        state.withLock { $0.isStopping = true }
        wake.signal()
    }

    private func replaceWatch(by watch: Watch?) {
        let mustWake = state.withLock { state in
            state.watch = watch
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        if mustWake { wake.signal() }
    }

    private func run() {
        var nextTick = ContinuousClock.now
        while true {
            let (jobs, watch, isStopping) = state.withLock { state in
                let jobs = state.jobs
                state.jobs.removeAll(keepingCapacity: true)
                state.isAsleep = jobs.isEmpty
                return (jobs, state.watch, state.isStopping)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if isStopping, jobs.isEmpty { return }
            guard let watch else {
                if jobs.isEmpty { wake.wait() }
                continue
            }
            let now = ContinuousClock.now
            let patience = jobs.isEmpty ? min(max(nextTick - now, .zero), watch.interval) : .zero
            let isReady = wake.wait(orReadable: watch.descriptor, for: patience)
            state.withLock { $0.isAsleep = false }
            if isReady || ContinuousClock.now >= nextTick {
                nextTick = ContinuousClock.now + watch.interval
                if state.withLock({ $0.watch?.descriptor == watch.descriptor }) { watch.handler() }
            }
        }
    }
}
