extension CommandMessage {
    private enum Mode: String, CaseIterable {
        case independent, linked
    }

    /// Reads `{"mode": "linked", "commands": [{"type": …, "id": …, "data": {…}}, …]}`.
    ///
    /// A member without an id of its own gets `<message id>/<its index>`.
    static func batch(
        id: String, fields: FieldReader, subject: Subject, traceparent: String?, in catalog: CommandCatalog
    ) throws(CommandError) -> CommandMessage {
        var fields = fields
        let mode = try fields.choice("mode", of: Mode.self) ?? .independent
        let members = try fields.present(fields.values("commands", count: 1...maximumBatch), "commands")
        try fields.finish()
        var results: [Result<CommandEnvelope, MemberError>] = []
        results.reserveCapacity(members.count)
        for (index, member) in members.enumerated() {
            var messageID = "\(id)/\(index)"
            do throws(CommandError) {
                results.append(
                    .success(
                        try Self.member(
                            member, id: &messageID, subject: subject, traceparent: traceparent, in: catalog)))
            } catch {
                let placed = error.within("commands[\(index)]")
                guard mode == .independent else {
                    throw CommandError(
                        .linkedCommandInvalid, "\(placed.code.rawValue): \(placed.message)", field: placed.field)
                }
                results.append(.failure(MemberError(messageID: messageID, error: placed)))
            }
        }
        return mode == .independent ? .independent(results) : .linked(results.compactMap { try? $0.get() })
    }

    private static func member(
        _ member: JSONValue, id: inout String, subject: Subject, traceparent: String?, in catalog: CommandCatalog
    ) throws(CommandError) -> CommandEnvelope {
        guard case .object(let object) = member else { throw CommandError(.invalidField, "must be an object") }
        var fields = FieldReader(object)
        if let own = try fields.text("id", maximum: CommandKey.maximumLength) { id = own }
        _ = try messageID(id)
        let type = try fields.present(fields.text("type", maximum: 64), "type")
        let data = try fields.present(fields.object("data"), "data")
        try fields.finish()
        return try CommandEnvelope(
            type: type, messageID: id, fields: data.rooted(), placedAt: "data", subject: subject,
            traceparent: traceparent, in: catalog)
    }
}
