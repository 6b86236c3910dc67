/// What a country's own account numbers look like, as far as it can be told without asking a bank.
struct LocalNumberRule: Sendable {
    /// What is computed over a number beyond its shape.
    enum Check: Sendable {
        case none
        case nuban
    }

    let country: String
    let length: ClosedRange<Int>
    /// Whether letters are out of the question.
    let isNumeric: Bool
    /// What the country's payments need; nil where any bank code, or none, will do.
    let bankCode: BankCodeRule?
    let check: Check

    init(
        _ country: String, digits length: ClosedRange<Int>, bankCode: BankCodeRule, check: Check = .none
    ) {
        self.country = country
        self.length = length
        isNumeric = true
        self.bankCode = bankCode
        self.check = check
    }

    /// The rule for every country that has none of its own: what fits into ISO 20022's `Max34Text` and is not too short to be one.
    private init(anyIn country: String) {
        self.country = country
        length = 4...34
        isNumeric = false
        bankCode = nil
        check = .none
    }

    /// The rule of a country.
    static func of(_ country: String) -> LocalNumberRule {
        byCountry[country] ?? LocalNumberRule(anyIn: country)
    }

    /// Gives a number in its only form, or says which rule it or its bank code breaks.
    func normalised(_ text: String, bankCode code: String?) throws(BankAccountNumberError) -> String {
        if let bankCode {
            guard let code else { throw .bankCodeMissing(country: country, needs: bankCode.needs) }
            guard bankCode.allows(Array(code.utf8), in: country) else { throw .bankCode(needs: bankCode.needs) }
        }
        guard let bytes = Grouped.characters(of: text, separators: " -") else {
            throw .characters(
                allowed: "characters of A-Z 0-9, with single spaces or hyphens between groups at the most")
        }
        guard length.contains(bytes.count), !isNumeric || bytes.allSatisfy(\.isASCIIDigit) else {
            throw .number(country: country, needs: needs)
        }
        switch check {
        case .none: break
        case .nuban:
            guard NUBAN.isRight(bytes, bankCode: Array((code ?? "").utf8)) else {
                throw .checkDigits(rule: "NUBAN, which is computed with the bank code")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private var needs: String {
        let count =
            length.count == 1 ? "\(length.lowerBound)" : "\(length.lowerBound) to \(length.upperBound)"
        return isNumeric ? "\(count) digits" : "\(count) characters of A-Z 0-9"
    }
}
