import Contracts
import Ledger

/// Reads the operator's risk rules.
///
///     [{"name": "large", "currency": "ZAR", "measure": "amount", "over": "50000", "action": "flag"},
///      {"name": "burst", "measure": "count", "over": "20", "window": "600", "action": "deny"}]
enum RiskRules {
    private enum Measure: String, CaseIterable {
        case amount, count, sum, receivers
    }

    /// The most rules there may be.
    static let most = 50

    /// - Throws: `CommandError`, which names the rule's place and the field.
    static func read(_ text: String) throws(CommandError) -> [RiskRule] {
        let value: JSONValue
        do {
            value = try JSONReader.read(Array("{\"rules\":\(text)}".utf8))
        } catch {
            throw CommandError(.malformedJSON, "it is not JSON: \(error)")
        }
        guard case .object(let object) = value else { throw CommandError(.malformedJSON, "it is not JSON") }
        var fields = FieldReader(object)
        let members = try fields.present(fields.objects("rules", count: 0...most), "rules")
        try fields.finish()
        var rules: [RiskRule] = []
        for var member in members { rules.append(try rule(&member)) }
        guard Set(rules.map(\.name)).count == rules.count else {
            throw CommandError(.invalidField, "two rules have the same name", field: "rules")
        }
        return rules
    }

    private static func rule(_ fields: inout FieldReader) throws(CommandError) -> RiskRule {
        let name = try fields.present(fields.kind("name"), "name")
        let currency = try fields.currency("currency")
        let kind = try fields.present(fields.choice("measure", of: Measure.self), "measure")
        let measure: RiskRule.Measure
        switch kind {
        case .amount: measure = .amount(over: try fields.present(fields.amount("over", .positive), "over"))
        case .sum:
            measure = .sum(
                over: try fields.present(fields.amount("over", .positive), "over"), seconds: try window(&fields))
        case .count: measure = .count(over: try count(&fields), seconds: try window(&fields))
        case .receivers: measure = .receivers(over: try count(&fields), seconds: try window(&fields))
        }
        if currency == nil, kind == .amount || kind == .sum {
            throw fields.invalid("currency", "is required where amounts are measured", .missingField)
        }
        let action = try fields.present(fields.choice("action", of: RiskRule.Action.self), "action")
        try fields.finish()
        return RiskRule(name: name, currency: currency, measure: measure, action: action)
    }

    private static func count(_ fields: inout FieldReader) throws(CommandError) -> Int {
        Int(try fields.present(fields.integer("over", in: 1...Int64(RiskRule.mostMovements - 1)), "over"))
    }

    /// In seconds, up to 31 days.
    private static func window(_ fields: inout FieldReader) throws(CommandError) -> Int64 {
        try fields.present(fields.integer("window", in: 1...2_678_400), "window")
    }
}
