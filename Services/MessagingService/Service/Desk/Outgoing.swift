import MessageRouting
import NIOCore

/// What is to be written in this round, by event loop: each loop is told once, and each frame is encoded once.
struct Outgoing {
    private enum Work: Sendable {
        case send(SessionID, any Outlet, [OutgoingFrame])
        case end(any Outlet, CloseCode, after: TimeAmount)
    }

    private struct Group {
        let loop: any EventLoop
        var work: [Work] = []
    }

    /// So many bytes of one session are a reason to tell at once that they have left.
    private static let muchAtOnce = 8 << 10

    private var groups: [ObjectIdentifier: Group] = [:]
    /// Frames that were encoded in this round, by where their JSON lies; the originals are kept so that it stays there.
    private var encoded: [UnsafeRawPointer: (original: Frame, frame: OutgoingFrame)] = [:]

    /// Frames of the router's.
    mutating func add(_ frames: [Frame], to outlet: any Outlet, of session: SessionID) {
        let frames = frames.map { encode($0) }
        append(.send(session, outlet, frames), outlet.loop)
    }

    /// A frame for one session alone.
    mutating func add(_ type: String, _ json: [UInt8], to outlet: any Outlet, of session: SessionID) {
        append(.send(session, outlet, [OutgoingFrame(type, json)]), outlet.loop)
    }

    /// Ends a session after what it was sent before, and after some time where one is given.
    mutating func end(
        _ outlet: any Outlet, _ session: SessionID, _ code: CloseCode, after delay: TimeAmount = .zero
    ) {
        append(.end(outlet, code, after: delay), outlet.loop)
    }

    /// Hands everything over.
    mutating func leave(_ intake: Intake) {
        guard !groups.isEmpty else { return }
        for group in groups.values {
            let work = group.work
            group.loop.execute {
                var written: [Written] = []
                for item in work {
                    switch item {
                    case .send(let session, let outlet, let frames):
                        let bytes = outlet.send(frames)
                        if bytes > 0 { written.append(Written(session: session, bytes: bytes)) }
                    case .end(let outlet, let code, .zero): outlet.end(code)
                    case .end(let outlet, let code, let delay):
                        outlet.loop.scheduleTask(in: delay) { outlet.end(code) }
                    }
                }
                guard !written.isEmpty else { return }
                // Only whoever was sent much may wait for room in a window.
                intake.submit(.written(written), isUrgent: written.contains { $0.bytes >= Self.muchAtOnce })
            }
        }
        groups.removeAll(keepingCapacity: true)
        encoded.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ work: Work, _ loop: any EventLoop) {
        groups[ObjectIdentifier(loop), default: Group(loop: loop)].work.append(work)
    }

    private mutating func encode(_ frame: Frame) -> OutgoingFrame {
        guard let place = frame.json.withUnsafeBytes({ $0.baseAddress }) else { return OutgoingFrame(frame) }
        if let known = encoded[place] { return known.frame }
        let fresh = OutgoingFrame(frame)
        encoded[place] = (frame, fresh)
        return fresh
    }
}
