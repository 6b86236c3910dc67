import MessageRouting
import NIOCore
import Synchronization

/// What a session over HTTP is told, until its request takes it: for Server-Sent Events and for long polls.
///
/// The router hands over no more than its window before the request has taken it, so nothing grows here.
final class StreamOutlet: Outlet {
    private struct State {
        var frames: [OutgoingFrame] = []
        var waiter: CheckedContinuation<Void, Never>?
        var isEnded = false
        var code: CloseCode?
    }

    let loop: any EventLoop
    let session: SessionID
    private let intake: Intake
    private let state = Mutex(State())

    init(_ session: SessionID, intake: Intake, loop: any EventLoop) {
        self.session = session
        self.intake = intake
        self.loop = loop
    }

    func send(_ frames: [OutgoingFrame]) -> Int {
        wake { $0.frames += frames }
        return 0
    }

    func end(_ code: CloseCode) {
        wake { state in
            state.isEnded = true
            state.code = code
        }
    }

    /// A sign of life, where nothing else is on its way.
    func comment() {
        wake { if $0.frames.isEmpty { $0.frames = [.comment] } }
    }

    /// Lets ``next()`` come back, for good: the client has left, or the time is over.
    func stop() {
        wake { $0.isEnded = true }
    }

    /// All that has come; waits for something. Nil at the end.
    func next() async -> [OutgoingFrame]? {
        while true {
            let (frames, isEnded) = state.withLock { state in
                let frames = state.frames
                state.frames = []
                return (frames, state.isEnded)
            }
            if !frames.isEmpty { return frames }
            if isEnded { return nil }
            await withCheckedContinuation { continuation in
                let mayWait = state.withLock { state in
                    guard state.frames.isEmpty, !state.isEnded else { return false }
                    state.waiter = continuation
                    return true
                }
                if !mayWait { continuation.resume() }
            }
        }
    }

    /// Why the router ended it; nil where it did not.
    var code: CloseCode? { state.withLock { $0.code } }

    /// Says that frames have left.
    func wrote(_ frames: [OutgoingFrame]) {
        let bytes = frames.reduce(0) { $0 + $1.weight }
        if bytes > 0 { intake.submit(.written([Written(session: session, bytes: bytes)])) }
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
