import BookingDay
import Contracts
import MessagingClient
import NIOCore

/// A guest or a host of the day at messaging-service: one connection, opened again when it ends, and what has come over it.
actor TalkPerson {
    /// What has arrived, each message once.
    struct Arrivals: Sendable {
        /// Bodies of what others have written, by the sender's own id.
        var bodies: [String: String] = [:]
        /// What the service has told of the ledger, by event and kind.
        var notices: Set<DayNotice> = []
    }

    let name: PartyID
    let token: String
    private(set) var arrivals = Arrivals()
    private let address: MessagingAddress
    private let group: any EventLoopGroup
    private var session: MessagingSession?
    /// From the beginning: of a day that is run again everything comes again.
    private var cursor = Position.start
    private var reader: Task<Void, Never>?

    /// How long a service that is away is waited for.
    private static let patience = Duration.seconds(60)

    init(_ name: PartyID, token: String, at address: MessagingAddress, on group: any EventLoopGroup) {
        self.name = name
        self.token = token
        self.address = address
        self.group = group
    }

    /// Connects for the first time.
    func connect() async throws {
        session = try await open()
        reader = Task { await self.read() }
    }

    /// Ends the connection, and takes what is still on its way.
    func close() async {
        reader?.cancel()
        await session?.close()
        await reader?.value
    }

    /// Sends a message until it is accepted, always under the same id.
    func send(_ draft: MessageDraft) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do {
                try await session?.send(draft)
                return
            } catch let refusal as MessageRefusal {
                guard ErrorCode(rawValue: refusal.code)?.isRetriable == true, ContinuousClock.now < deadline else {
                    throw OperatorFailure(.wrong, "\(draft.id) of \(name) was refused: \(refusal)")
                }
            } catch let ending as SocketEnding {
                guard ContinuousClock.now < deadline else { throw ending }
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func open() async throws -> MessagingSession {
        try await MessagingSession.open(address, token: token, device: "simulate", cursor: cursor, on: group).session
    }

    private func read() async {
        var deadline = ContinuousClock.now + Self.patience
        while !Task.isCancelled, ContinuousClock.now < deadline {
            while let frame = await session?.next() {
                deadline = .now + Self.patience
                take(frame)
            }
            guard !Task.isCancelled else { return }
            // The service has gone: what it had is at the next one.
            try? await Task.sleep(for: .milliseconds(200))
            if let opened = try? await open() { session = opened }
        }
    }

    private func take(_ frame: ServerFrame) {
        switch frame {
        case .cursor(let position): cursor = max(cursor, position)
        case .message(let message, _) where message.kind == .notification: note(message)
        case .message(let message, _) where message.sender != name:
            arrivals.bodies[message.senderID] = message.body
        default: break
        }
    }

    private func note(_ message: Message) {
        func value(_ key: String) -> String? { message.metadata.first { $0.key == key }?.value }
        guard let event = value("event").flatMap({ EventID(text: $0) }), let kind = value("notice") else { return }
        arrivals.notices.insert(DayNotice(event: event.number, person: name.text, kind: kind))
    }
}
