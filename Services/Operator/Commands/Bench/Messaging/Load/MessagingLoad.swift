import MessagingClient
import NIOCore
import NIOPosix

/// Connects people, sends between them as a plan says, and waits for what arrives.
struct MessagingLoad: Sendable {
    /// What came of it.
    struct Result: Sendable {
        var sends: SendBook
        var deliveries: DeliveryBook
    }

    let plan: MessagingPlan
    let address: MessagingAddress
    let loops: [LoadLoop]
    private let title: String

    /// How many connections are made at once.
    private static let connecting = 64
    /// How long nothing may arrive before what is missing is given up.
    private static let patience = Duration.seconds(30)

    init(
        _ title: String, _ plan: MessagingPlan, at address: MessagingAddress, target: LoadLoop.Target,
        on group: MultiThreadedEventLoopGroup, door: (any EventLoop) -> LoadDoor
    ) {
        self.title = title
        self.plan = plan
        self.address = address
        loops = (0..<MessagingPlan.loops).map { index in
            let loop = group.next()
            return LoadLoop(plan, index: index, target: target, door: door(loop), on: loop)
        }
    }

    /// Opens all connections.
    func open() async throws {
        var progress = Progress("\(title) connections", total: plan.connections)
        let begin = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for person in 0..<plan.connections {
                if person >= Self.connecting { try await group.next() }
                progress.show(person)
                group.addTask { try await loops[person % loops.count].open(person, at: address) }
            }
            try await group.waitForAll()
        }
        let seconds = Terminal.fixed((ContinuousClock.now - begin) / .seconds(1), 1)
        progress.end("\(Terminal.grouped(plan.connections)) in \(seconds) s")
    }

    /// Sends everything, and waits for it.
    func run() async throws -> Result {
        // All loops count from the same moment.
        let start = NIODeadline.now() + .milliseconds(50)
        for loop in loops { await loop.start(at: start) }
        var progress = Progress(title, total: plan.total)
        var last = 0
        var deadline = ContinuousClock.now + Self.patience
        while true {
            try await Task.sleep(for: .milliseconds(20))
            let (sends, delivered, isDone) = await state()
            progress.show(delivered, "delivered, \(Terminal.grouped(sends.sent)) sent")
            if delivered > last || !isDone { deadline = .now + Self.patience }
            last = delivered
            let isAnswered = sends.accepted + sends.refusals >= sends.sent
            guard !(isDone && isAnswered && delivered >= sends.accepted), ContinuousClock.now < deadline else { break }
        }
        let result = await result()
        progress.end(
            "\(Terminal.grouped(result.deliveries.delivered)) delivered of \(Terminal.grouped(result.sends.sent)) sent")
        return result
    }

    /// Ends all connections.
    func close() async {
        for _ in 0..<250 {
            var open = 0
            for loop in loops { open += await loop.close() }
            if open == 0 { return }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    private func state() async -> (SendBook, delivered: Int, isDone: Bool) {
        var sends = SendBook()
        var (delivered, isDone) = (0, true)
        for loop in loops {
            let part = await loop.state
            sends.sent += part.sent
            sends.accepted += part.accepted
            sends.refuse("", part.refused)
            delivered += part.delivered
            isDone = isDone && part.isDone
        }
        return (sends, delivered, isDone)
    }

    private func result() async -> Result {
        var result = Result(sends: SendBook(), deliveries: DeliveryBook(plan))
        for loop in loops {
            result.sends.add(await loop.sends)
            result.deliveries.add(await loop.book)
        }
        return result
    }
}

extension LoadLoop {
    /// How far it has come; cheap to ask for.
    var state: (sent: Int, accepted: Int, refused: Int, delivered: Int, isDone: Bool) {
        (sends.sent, sends.accepted, sends.refusals, book.delivered, isDone)
    }
}
