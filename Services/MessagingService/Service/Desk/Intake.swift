import Contracts
import MessageRouting
import Synchronization

/// What happens to the router: everything reaches it through here, in order and in batches.
enum DeskEvent: Sendable {
    /// Somebody is there.
    case open(Arrival)
    /// They have said something: all of one round of reading.
    case said(SessionID, [ClientFrame])
    /// What they were sent has left.
    case written([Written])
    /// They are gone.
    case closed(SessionID)
    /// Messages through another door.
    case posted(Posting)
    /// A batch of records that was handed to the broker.
    case persisted(UInt64, PersistPublisher.Outcome)
    /// The log has grown.
    case committed([CommittedBatch])
    /// Another instance tells who is there and who is writing.
    case gossip(GossipMessage)
    /// An answer of the store.
    case answered(StoreAnswer)
    /// Time has passed.
    case tick
}

/// Somebody who has come, and is who they say.
struct Arrival: Sendable {
    let session: SessionID
    let caller: Caller
    let device: String
    /// Where they go on; nil for where the device was, or now.
    let cursor: Position?
    var outlet: (any Outlet)?
}

/// So many bytes of what a session was sent have left.
struct Written: Sendable {
    let session: SessionID
    let bytes: Int
}

/// Messages that came over HTTP or from the broker.
struct Posting: Sendable {
    let sender: Sender
    let requests: [PostedRequest]
    /// Is given one outcome for each, once all are known; on the router's thread.
    let completed: @Sendable ([Result<MessageID?, CommandError>]) -> Void
}

/// One of them.
enum PostedRequest: Sendable {
    case send(SendRequest)
    case amend(AmendRequest)
    case mark(Marker)
}

/// Where events wait until the router comes for them. Only the first of a batch wakes it.
final class Intake: Sendable {
    private struct State {
        var events: [DeskEvent] = []
        var wake: (@Sendable () -> Void)?
        var isWoken = false
    }

    private let state = Mutex(State())

    /// Says how the router is woken.
    func connect(_ wake: @escaping @Sendable () -> Void) {
        let mustWake = state.withLock { state in
            state.wake = wake
            state.isWoken = !state.events.isEmpty
            return state.isWoken
        }
        if mustWake { wake() }
    }

    /// Adds an event.
    ///
    /// - Parameter isUrgent: false for what may wait for the next event, or for the next tick.
    func submit(_ event: DeskEvent, isUrgent: Bool = true) {
        let wake = state.withLock { state -> (@Sendable () -> Void)? in
            state.events.append(event)
            guard isUrgent, !state.isWoken, let wake = state.wake else { return nil }
            state.isWoken = true
            return wake
        }
        wake?()
    }

    /// All that has happened since the last call.
    func take() -> [DeskEvent] {
        state.withLock { state in
            let events = state.events
            state.isWoken = false
            state.events.removeAll(keepingCapacity: events.count <= 4_096)
            return events
        }
    }
}
