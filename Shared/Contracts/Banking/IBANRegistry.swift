/// The national formats of IBANs: SWIFT's IBAN registry, release 100, all 89 countries.
///
/// SWIFT keeps the registry for ISO 13616 (https://www.swift.com/standards/data-standards/iban-international-bank-account-number).
enum IBANRegistry {
    /// What a run of characters may be.
    enum Kind: Character {
        case digits = "n"
        case capitals = "a"
        case either = "c"

        func allows(_ byte: UInt8) -> Bool {
            switch self {
            case .digits: byte.isASCIIDigit
            case .capitals: byte.isASCIICapital
            case .either: byte.isCapitalOrDigit
            }
        }
    }

    /// What follows the country and the check digits: runs of fixed length.
    struct Structure {
        let runs: [(length: Int, kind: Kind)]

        /// Characters of the whole IBAN.
        var length: Int { runs.reduce(4) { $0 + $1.length } }

        /// Whether the bytes after country and check digits are of the kinds they must be; their number is right already.
        func fits(_ bytes: some Collection<UInt8>) -> Bool {
            var rest = bytes[...]
            return runs.allSatisfy { run in
                defer { rest = rest.dropFirst(run.length) }
                return rest.prefix(run.length).allSatisfy(run.kind.allows)
            }
        }
    }

    /// By country; runs as the registry writes them, neighbours of one kind put together.
    static let structures: [String: Structure] = {
        var structures: [String: Structure] = [:]
        for entry in table.split(separator: " ") {
            structures[String(entry.prefix(2))] = structure(entry.dropFirst(3))
        }
        return structures
    }()

    private static func structure(_ text: Substring) -> Structure {
        var runs: [(length: Int, kind: Kind)] = []
        var length = 0
        for character in text {
            if let digit = character.wholeNumberValue {
                length = length * 10 + digit
            } else if let kind = Kind(rawValue: character) {
                runs.append((length, kind))
                length = 0
            }
        }
        return Structure(runs: runs)
    }

    private static let table = """
        AD:8n12c AE:19n AL:8n16c AT:16n AZ:4a20c BA:16n BE:12n BG:4a6n8c BH:4a14c BI:23n BR:23n1a1c BY:4c4n16c CH:5n12c \
        CR:18n CY:8n16c CZ:20n DE:18n DJ:23n DK:14n DO:4c20n EE:16n EG:25n ES:20n FI:14n FK:2a12n FO:14n FR:10n11c2n \
        GB:4a14n GE:2a16n GI:4a15c GL:14n GR:7n16c GT:24c HN:4a20n HR:17n HU:24n IE:4a14n IL:19n IQ:4a15n IS:22n \
        IT:1a10n12c JO:4a4n18c KW:4a22c KZ:3n13c LB:4n20c LC:4a24c LI:5n12c LT:16n LU:3n13c LV:4a13c LY:21n \
        MC:10n11c2n MD:20c ME:18n MK:3n10c2n MN:16n MR:23n MT:4a5n18c MU:4a19n3a NI:4a20n NL:4a10n NO:11n OM:3n16c \
        PK:4a16c PL:24n PS:4a21c PT:21n QA:4a21c RO:4a16c RS:18n RU:14n15c SA:2n18c SC:4a20n3a SD:14n SE:20n SI:15n \
        SK:20n SM:1a10n12c SO:19n ST:21n SV:4a20n TL:19n TN:20n TR:6n16c UA:6n19c VA:18n VG:4a16n XK:16n YE:4a4n18c
        """
}

extension UInt8 {
    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isASCIICapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    var isCapitalOrDigit: Bool { isASCIIDigit || isASCIICapital }
    /// The value of a decimal digit.
    var digitValue: Int { Int(self) - Int(UInt8(ascii: "0")) }
}
