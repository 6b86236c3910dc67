import Contracts

/// What a dead letter keeps of the message's body: all but what may be the number of a bank account, which is a secret wherever it stands.
enum DeadLetterBody {
    /// The body as it is kept; the same bytes where it tells of no bank account.
    ///
    /// Of a `bank_account.add` nothing is kept but its id, type and party: where somebody has put a number into the wrong field, or
    /// mistyped the field's name, no list of secret fields would help.
    static func kept(of body: [UInt8], type: String?) -> [UInt8] {
        if type == BankAccountAdd.type { return [] }
        guard let value = try? JSONReader.read(body) else { return mentionsBankAccounts(body) ? [] : body }
        guard let purged = purged(value) else { return body }
        return purged.encoded
    }

    /// The value without what is said of bank accounts; nil where it says nothing of them.
    private static func purged(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .object(let object):
            if isAboutBankAccount(object) {
                return .object(JSONObject(uniqueMembers: object.members.filter { harmless.contains($0.key) }))
            }
            var members = object.members
            return purge(&members, \.value) ? .object(JSONObject(uniqueMembers: members)) : nil
        case .array(var elements):
            return purge(&elements, \.self) ? .array(elements) : nil
        default: return nil
        }
    }

    private static func purge<Element>(_ elements: inout [Element], _ path: WritableKeyPath<Element, JSONValue>) -> Bool
    {
        var isChanged = false
        for index in elements.indices {
            guard let value = purged(elements[index][keyPath: path]) else { continue }
            elements[index][keyPath: path] = value
            isChanged = true
        }
        return isChanged
    }

    private static func isAboutBankAccount(_ object: JSONObject) -> Bool {
        object["type"]?.asString == BankAccountAdd.type || telling.contains { object[$0] != nil }
    }

    private static func mentionsBankAccounts(_ body: [UInt8]) -> Bool {
        ([BankAccountAdd.type] + telling).contains { body.firstRange(of: Array($0.utf8)) != nil }
    }

    /// Fields that `bank_account.add` alone has.
    private static let telling = ["iban", "holder"]
    private static let harmless: Set<String> = ["id", "type", "party", "specversion", "source", "time"]
}
