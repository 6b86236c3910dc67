import Contracts

/// A command of a day, ready to be published.
public struct DayCommand: Sendable, Hashable {
    /// Its id, for ever the same.
    public let messageID: String
    /// Its type, such as `hold.place`.
    public let type: String
    /// The routing key: one guest's commands, and one host's, keep their order.
    public let orderingKey: String
    /// The JSON body.
    public let body: [UInt8]

    init(_ command: any Command, messageID: String, orderingKey: String) {
        self.messageID = messageID
        self.orderingKey = orderingKey
        type = Swift.type(of: command).type
        var fields = FieldWriter(showsSecrets: true)
        command.write(to: &fields)
        body = fields.finish()
    }
}
