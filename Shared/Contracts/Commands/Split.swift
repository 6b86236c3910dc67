/// One receiver's part of a payment.
public struct Split: Hashable, Sendable {
    /// Who receives it.
    public var to: AccountReference
    /// How much; greater than zero.
    public var money: StatedMoney

    /// Makes a part.
    public init(to: AccountReference, money: StatedMoney) {
        self.to = to
        self.money = money
    }

    static func read(_ name: String, from fields: inout FieldReader) throws(CommandError) -> [Split]? {
        guard let readers = try fields.objects(name, count: 1...50) else { return nil }
        var splits: [Split] = []
        for var reader in readers {
            let to = try reader.present(reader.account("to"), "to")
            splits.append(Split(to: to, money: try reader.present(reader.money("money"), "money")))
            try reader.finish()
        }
        return splits
    }

    func write(to fields: inout FieldWriter) {
        fields.account("to", to)
        fields.money("money", money)
    }
}
