/// Which bank codes a country's payments understand.
struct BankCodeRule: Sendable {
    /// One form of a bank code.
    enum Form: Sendable {
        /// So many digits.
        case digits(ClosedRange<Int>)
        /// ISO 9362: 4 for the institution, 2 for the country, 2 for the place, 3 for the branch or none.
        case bic
        /// ABA: 9 digits, the first two of a Federal Reserve district, a thrift or an electronic number, the last one a check digit.
        case routingNumber
        /// Indian Financial System Code.
        case ifsc
    }

    private let forms: [Form]
    /// What errors say is needed.
    let needs: String

    /// For countries whose national codes come in several lengths, but whose payments take a BIC as well.
    static let bicOrClearingCode = BankCodeRule([.bic, .digits(2...8)], "a BIC or a clearing code of 2 to 8 digits")

    init(_ forms: [Form], _ needs: String) {
        self.forms = forms
        self.needs = needs
    }

    /// Whether a code of capitals and digits has one of the forms.
    func allows(_ code: [UInt8], in country: String) -> Bool {
        forms.contains { form in
            switch form {
            case .digits(let count): count.contains(code.count) && code.allSatisfy(\.isASCIIDigit)
            case .bic: (code.count == 8 || code.count == 11) && code[4...5].elementsEqual(country.utf8)
            case .routingNumber: Self.isRoutingNumber(code)
            case .ifsc:
                code.count == 11 && code.prefix(4).allSatisfy(\.isASCIICapital) && code[4] == UInt8(ascii: "0")
            }
        }
    }

    /// ABA's check: three times the first, fourth and seventh, seven times the second, fifth and eighth, and the rest are 0 modulo 10.
    private static func isRoutingNumber(_ code: [UInt8]) -> Bool {
        guard code.count == 9, code.allSatisfy(\.isASCIIDigit) else { return false }
        let weights = [3, 7, 1, 3, 7, 1, 3, 7, 1]
        let sum = zip(code, weights).reduce(0) { $0 + $1.0.digitValue * $1.1 }
        switch code[0].digitValue * 10 + code[1].digitValue {
        case 1...12, 21...32, 61...72: return sum % 10 == 0
        default: return false
        }
    }
}

/// The check digit of Nigeria's uniform bank account numbers.
///
/// Source: Central Bank of Nigeria, "Revised Standards on Nigeria Uniform Bank Account Number (NUBAN)", 2020. Six digits of bank code and nine
/// of serial number are weighted 3, 7, 3 in turn; the check digit brings the sum to a multiple of ten. A deposit money bank's 3 digits get three
/// zeros before them, another institution's 5 a nine. The weights fall on the same digits as in the standard of 2010, so older numbers hold.
enum NUBAN {
    static func isRight(_ number: [UInt8], bankCode: [UInt8]) -> Bool {
        guard number.count == 10 else { return false }
        let padding: String
        switch bankCode.count {
        case 3: padding = "000"
        case 5: padding = "9"
        case 6: padding = ""
        default: return false
        }
        let digits = Array(padding.utf8) + bankCode + number.prefix(9)
        let sum = zip(digits, 0...).reduce(0) { sum, digit in
            sum + digit.0.digitValue * (digit.1 % 3 == 1 ? 7 : 3)
        }
        return (sum + number[9].digitValue) % 10 == 0
    }
}
