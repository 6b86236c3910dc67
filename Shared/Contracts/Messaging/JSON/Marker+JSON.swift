extension Marker {
    init(reading fields: inout FieldReader) throws(CommandError) {
        let person = try fields.present(fields.party("person"), "person")
        let position = try fields.present(fields.position("up_to"), "up_to")
        if let device = try fields.text("device", maximum: Self.longestDevice) {
            self = .delivered(person: person, device: device, upTo: position)
        } else {
            let conversation = try fields.present(fields.conversation("conversation"), "conversation")
            self = .read(person: person, conversation: conversation, upTo: position)
        }
    }

    /// Writes the members of the JSON object that the caller has begun.
    public func writeMembers(to json: inout JSONWriter) {
        switch self {
        case .delivered(let person, let device, let position):
            json.member("person", person.text)
            json.member("device", device)
            json.member("up_to", position)
        case .read(let person, let conversation, let position):
            json.member("person", person.text)
            json.member("conversation", conversation.text)
            json.member("up_to", position)
        }
    }
}
