import Contracts
import MessagingClient
import NIOCore

/// The half of a bench that lives on one event loop: sockets, their receivers, and the clock that says when something is due.
///
/// Open loop: the n-th message is due at a fixed time, and its latency counts from then even if it was sent later, so that a stall is not hidden by
/// its own back-pressure.
actor LoadLoop {
    /// What is at the other end.
    enum Target: Sendable {
        /// A messaging-service; `tokens` of all people.
        case service(tokens: [String])
        /// A server that sends everything back.
        case echo
    }

    let loop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

    let plan: MessagingPlan
    let index: Int
    let target: Target
    let door: LoadDoor
    let message: BenchMessage
    private let scan: FrameScan
    var sends = SendBook()
    private(set) var book: DeliveryBook
    /// By ``position(_:)``.
    private var sockets: [LoadSocket?]
    private var startedAt: UInt64 = 0
    private var nextGroup: Int
    private var nextConnection = 0
    private var isRunning = false

    /// The most messages that are sent before what has arrived is looked at.
    private static let mostAtOnce = 1_000

    init(_ plan: MessagingPlan, index: Int, target: Target, door: LoadDoor, on loop: any EventLoop) {
        self.plan = plan
        self.index = index
        self.target = target
        self.door = door
        self.loop = loop
        message = BenchMessage(plan)
        scan = FrameScan(runID: plan.runID)
        book = DeliveryBook(plan)
        sockets = Array(repeating: nil, count: plan.connections / MessagingPlan.loops + 1)
        nextGroup = index
    }

    private func position(_ person: Int) -> Int { person / MessagingPlan.loops }

    // MARK: Connections

    /// Connects a person, and waits until the session is open.
    func open(_ person: Int, at address: MessagingAddress) async throws {
        try await SocketHandler.connect(to: address, on: loop) { channel in
            try self.assumeIsolated { load in
                let socket = LoadSocket(person, of: load)
                let handler = SocketHandler(address, receiver: socket)
                socket.handler = handler
                load.sockets[load.position(person)] = socket
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }
        guard let socket = sockets[position(person)], !socket.isReady else { return }
        if let ending = socket.ending { throw ending }
        try await withCheckedThrowingContinuation { socket.opening = $0 }
    }

    func opened(_ person: Int) {
        guard let socket = sockets[position(person)] else { return }
        guard case .service(let tokens) = target else { return socket.ready() }
        socket.handler?.write(ClientFrame.hello(token: tokens[person], device: plan.runID))
        socket.handler?.flush()
    }

    func ended(_ person: Int, _ ending: SocketEnding) {
        guard let socket = sockets[position(person)] else { return }
        socket.ending = ending
        socket.handler = nil
        if let opening = socket.opening {
            socket.opening = nil
            opening.resume(throwing: ending)
        } else if isRunning {
            sends.lost["\(ending)", default: 0] += 1
        }
    }

    /// Asks for the end of all connections.
    ///
    /// - Returns: how many are still open.
    func close() -> Int {
        isRunning = false
        let open = sockets.compactMap { $0?.handler }
        for handler in open { handler.close() }
        return open.count
    }

    // MARK: Sending

    /// Begins to send.
    ///
    /// - Parameter start: when the first message of all is due.
    func start(at start: NIODeadline) {
        startedAt = start.uptimeNanoseconds
        isRunning = true
        schedule()
    }

    /// Nanoseconds since the start.
    var elapsed: UInt64 {
        let now = NIODeadline.now().uptimeNanoseconds
        return now - min(startedAt, now)
    }

    /// Whether all was sent.
    var isDone: Bool { nextGroup >= plan.groups }

    private func schedule() {
        guard !isDone else { return }
        let due = NIODeadline.uptimeNanoseconds(startedAt + plan.due(group: nextGroup))
        loop.scheduleTask(deadline: due) { self.assumeIsolated { $0.sendDue() } }
    }

    private func sendDue() {
        guard isRunning else { return }
        var groups: [Int] = []
        let now = elapsed
        while !isDone, plan.due(group: nextGroup) <= now, groups.count * plan.bulk < Self.mostAtOnce {
            let due = plan.due(group: nextGroup)
            if nextGroup >= plan.warmUpGroups { sends.lag.record(nanoseconds: now - due, count: plan.bulk) }
            groups.append(nextGroup)
            nextGroup += MessagingPlan.loops
        }
        sends.sent += groups.count * plan.bulk
        switch door {
        case .sockets: for group in groups { sendOverSocket(group) }
        case .http(let connections, let service):
            for group in groups {
                nextConnection += 1
                post(group, over: connections[nextConnection % connections.count], service: service)
            }
        case .broker(let publisher, let user): publish(groups, publisher, user: user)
        }
        schedule()
    }

    private func sendOverSocket(_ group: Int) {
        let first = group * plan.bulk
        guard let handler = sockets[position(plan.sender(of: first))]?.handler else {
            return sends.refuse("not_connected", plan.bulk)
        }
        for number in first..<(first + plan.bulk) { handler.write(message.frame(number)) }
        handler.flush()
    }

    /// Takes an answer about a whole group.
    func answered(_ group: Int, accepted: Int, refused: [String: Int]) {
        sends.accepted += accepted
        for (code, count) in refused { sends.refuse(code, count) }
        guard accepted > 0, group >= plan.warmUpGroups else { return }
        let now = elapsed
        sends.acceptance.record(nanoseconds: now - min(now, plan.due(group: group)), count: accepted)
    }

    // MARK: Receiving

    func received(_ messages: [ByteBuffer], by person: Int) {
        let now = elapsed
        for message in messages { message.withUnsafeReadableBytes { take($0, by: person, at: now) } }
    }

    private func take(_ bytes: UnsafeRawBufferPointer, by person: Int, at now: UInt64) {
        guard case .service = target else {
            sends.accepted += 1
            return scan.sent(in: bytes).map { book.arrived($0, at: now) } ?? book.wentAstray()
        }
        switch scan.find(in: bytes) {
        case .message(let number):
            if plan.receiver(of: number) == person {
                book.arrived(number, at: now)
            } else if plan.sender(of: number) != person {
                // Senders get their own messages too, once these are stored.
                book.wentAstray()
            }
        case .accepted(let number): answered(number / plan.bulk, accepted: 1, refused: [:])
        case .refused(let code): sends.refuse(code)
        case .gap(let count): sends.gaps += count
        case .welcome: sockets[position(person)]?.ready()
        case .other: break
        }
    }
}
