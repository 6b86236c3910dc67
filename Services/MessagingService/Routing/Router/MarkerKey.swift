import Contracts

/// What a marker is about: of several markers of one key only the furthest is stored.
enum MarkerKey: Hashable, Sendable {
    case delivered(PartyID, String)
    case read(PartyID, ConversationID)

    init(_ marker: Marker) {
        switch marker {
        case .delivered(let person, let device, _): self = .delivered(person, device)
        case .read(let person, let conversation, _): self = .read(person, conversation)
        }
    }
}

extension Marker {
    var upTo: Position {
        switch self {
        case .delivered(_, _, let position), .read(_, _, let position): position
        }
    }
}
