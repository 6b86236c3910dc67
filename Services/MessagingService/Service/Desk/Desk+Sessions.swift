import Contracts
import MessageRouting
import NIOCore

extension Desk {
    /// The most frames that somebody may send before their session has begun.
    private static let mostEarly = 1_000

    /// Somebody has come: where they go on may have to be asked for.
    func arrive(_ arrival: Arrival, at now: Timestamp) {
        guard let outlet = arrival.outlet else { return }
        guard draining == nil else { return outgoing.end(outlet, arrival.session, .restarting) }
        if let cursor = arrival.cursor { return begin(arrival, outlet, at: cursor, now) }
        arriving[arrival.session] = (arrival, [])
        Task { [parts] in
            let answer: Result<Position?, CommandError>
            do throws(CommandError) {
                answer = .success(
                    try await parts.queries.delivered(to: arrival.caller.person, device: arrival.device))
            } catch {
                answer = .failure(error)
            }
            parts.intake.submit(.answered(.device(arrival.session, answer)))
        }
    }

    /// It is known where a device was.
    func found(_ session: SessionID, _ answer: Result<Position?, CommandError>, at now: Timestamp) {
        guard let (arrival, said) = arriving.removeValue(forKey: session), let outlet = arrival.outlet else { return }
        switch answer {
        case .failure(let error):
            note(error, "device.get")
            outgoing.end(outlet, session, error.code == .internalError ? .internalError : .full)
        case .success(let position):
            begin(arrival, outlet, at: position ?? router.follower.position, now)
            hear(session, said, at: now)
        }
    }

    /// Somebody has gone.
    func leave(_ session: SessionID) {
        arriving[session] = nil
        senders[session] = nil
        guard outlets.removeValue(forKey: session) != nil else { return }
        router.disconnect(session, at: .now)
    }

    /// Somebody has said something.
    func hear(_ session: SessionID, _ frames: [ClientFrame], at now: Timestamp) {
        if let (arrival, said) = arriving[session] {
            guard said.count + frames.count <= Self.mostEarly else {
                arriving[session] = nil
                if let outlet = arrival.outlet { outgoing.end(outlet, session, .policy("too much at once")) }
                return
            }
            arriving[session]?.said += frames
            return
        }
        guard let sender = senders[session], let outlet = outlets[session] else { return }
        for frame in frames { hear(frame, session, sender, outlet, at: now) }
    }

    /// Sends everybody away, each at a moment of their own; has told them all when it returns.
    func drain(over milliseconds: Int) {
        draining = milliseconds
        for (session, outlet) in outlets {
            // Whoever is told later comes back later: the other instances get them one after another.
            let delay = milliseconds > 0 ? Int.random(in: 0...milliseconds) : 0
            outgoing.add("bye", ServerFrame.bye(reason: "restart", reconnectIn: delay), to: outlet, of: session)
            outgoing.end(outlet, session, .restarting, after: .milliseconds(Int64(delay)))
        }
        for (session, waiting) in arriving {
            if let outlet = waiting.arrival.outlet { outgoing.end(outlet, session, .restarting) }
        }
        arriving = [:]
        outgoing.leave(parts.intake)
        store(at: .now)
    }

    private func begin(_ arrival: Arrival, _ outlet: any Outlet, at cursor: Position, _ now: Timestamp) {
        let session = arrival.session
        let person = arrival.caller.person
        if router.connect(session, person: person, device: arrival.device, cursor: cursor, at: now) != nil {
            return outgoing.end(outlet, session, .full)
        }
        outlets[session] = outlet
        senders[session] = arrival.caller.sender
        outgoing.add(
            "welcome",
            ServerFrame.welcome(
                session, person, cursor: cursor, head: router.follower.position,
                heartbeat: max(1, Int(parts.heartbeat.components.seconds))),
            to: outlet, of: session)
    }

    private func hear(
        _ frame: ClientFrame, _ session: SessionID, _ sender: Sender, _ outlet: any Outlet, at now: Timestamp
    ) {
        switch frame {
        case .send(let request):
            let ticket = ticket()
            resolve(
                router.submit(request, from: sender, by: session, ticket: ticket, at: now),
                for: .session(session, id: request.id), ticket)
        case .amend(let request):
            let ticket = ticket()
            resolve(
                router.submit(request, from: sender, by: session, ticket: ticket, at: now),
                for: .session(session, id: request.id), ticket)
        case .acknowledge(let cursor): router.acknowledged(session, cursor)
        case .read(let conversation, let position):
            guard let error = router.read(sender.person, conversation, upTo: position) else { return }
            outgoing.add("refused", ServerFrame.refused(id: nil, error), to: outlet, of: session)
        case .typing(let conversation): router.typing(sender.person, in: conversation, at: now)
        case .ping(let id): outgoing.add("pong", ServerFrame.pong(id: id), to: outlet, of: session)
        case .wrong(let id, let error):
            outgoing.add("refused", ServerFrame.refused(id: id, error), to: outlet, of: session)
        }
    }
}
