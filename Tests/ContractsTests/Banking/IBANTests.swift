import Contracts
import Testing

@Suite("IBANs")
struct IBANTests {
    /// The electronic format examples of SWIFT's IBAN registry, release 100: one of each of its 89 countries.
    static let examples = """
        AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201 \
        AZ21NABZ00000000137010001944 BA391290079401028494 BE68539007547034 BG80BNBG96611020345678 \
        BH67BMAG00001299123456 BI4210000100010000332045181 BR1800360305000010009795493C1 \
        BY13NBRB3600900000002Z00AB00 CH9300762011623852957 CR05015202001026284066 CY17002001280000001200527600 \
        CZ6508000000192000145399 DE89370400440532013000 DJ2100010000000154000100186 DK5000400440116243 \
        DO28BAGR00000001212453611324 EE382200221020145685 EG380019000500000000263180002 ES9121000418450200051332 \
        FI2112345600000785 FK88SC123456789012 FO6264600001631634 FR1420041010050500013M02606 GB29NWBK60161331926819 \
        GE29NB0000000101904917 GI75NWBK000000007099453 GL8964710001000206 GR1601101250000000012300695 \
        GT82TRAJ01020000001210029690 HN88CABF00000000000250005469 HR1210010051863000160 HU42117730161111101800000000 \
        IE29AIBK93115212345678 IL620108000000099999999 IQ98NBIQ850123456789012 IS140159260076545510730339 \
        IT60X0542811101000000123456 JO94CBJO0010000000000131000302 KW81CBKU0000000000001234560101 \
        KZ86125KZT5004100100 LB62099900000001001901229114 LC55HEMM000100010012001200023015 LI21088100002324013AA \
        LT121000011101001000 LU280019400644750000 LV80BANK0000435195001 LY83002048000020100120361 \
        MC5811222000010123456789030 MD24AG000225100013104168 ME25505000012345678951 MK07250120000058984 \
        MN121234123456789123 MR1300020001010000123456753 MT84MALT011000012345MTLCAST001S \
        MU17BOMM0101101030300200000MUR NI45BAPR00000013000003558124 NL91ABNA0417164300 NO9386011117947 \
        OM810180000001299123456 PK36SCBL0000001123456702 PL61109010140000071219812874 PS92PALS000000000400123456702 \
        PT50000201231234567890154 QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000 RS35260005601001611379 \
        RU0304452522540817810538091310419 SA0380000000608010167519 SC18SSCB11010000000000001497USD \
        SD2129010501234001 SE4550000000058398257466 SI56263300012039086 SK3112000000198742637541 \
        SM86U0322509800000000270100 SO211000001001000100141 ST23000100010051845310146 SV62CENR00000000000000700025 \
        TL380080012345678910157 TN5910006035183598478831 TR330006100519786457841326 UA213223130000026007233566001 \
        VA59001123000012345678 VG96VPVG0000012345678901 XK051212012345678906 YE15CBYE0001018861234567891234
        """.split(separator: " ").map(String.init)

    private static func refusal(of text: String, in country: String? = nil) -> BankAccountNumberError? {
        do {
            _ = try BankAccountNumber(iban: text, country: country ?? String(text.prefix(2)), bankCode: nil)
            return nil
        } catch { return error }
    }

    @Test("Every country's example is taken, printed in groups or not, in capitals or not")
    func everyExample() throws {
        #expect(Self.examples.count == 89)
        #expect(Set(Self.examples.map { $0.prefix(2) }).count == 89)
        for example in Self.examples {
            let country = String(example.prefix(2))
            let number = try BankAccountNumber(iban: example, country: country, bankCode: nil)
            #expect(number.digits == example)
            #expect(number.format == .iban)
            #expect(number.masked == "\(country)••••\(example.suffix(4))")
            #expect(try BankAccountNumber(iban: grouped(example), country: country, bankCode: nil) == number)
            #expect(try BankAccountNumber(iban: example.lowercased(), country: country, bankCode: nil) == number)
        }
    }

    @Test("No single digit can be changed, wherever it stands", arguments: examples)
    func singleDigits(example: String) {
        let bytes = Array(example.utf8)
        for index in bytes.indices where isDigit(bytes[index]) {
            for other in UInt8(ascii: "0")...UInt8(ascii: "9") where other != bytes[index] {
                var changed = bytes
                changed[index] = other
                let text = String(decoding: changed, as: UTF8.self)
                #expect(Self.refusal(of: text) == .checkDigits(rule: "ISO 13616, modulo 97"))
            }
        }
    }

    @Test("No two neighbouring digits can change places", arguments: examples)
    func transpositions(example: String) {
        let bytes = Array(example.utf8)
        for index in bytes.indices.dropFirst(3) where isDigit(bytes[index]) && isDigit(bytes[index - 1]) {
            guard bytes[index] != bytes[index - 1] else { continue }
            var changed = bytes
            changed.swapAt(index, index - 1)
            #expect(Self.refusal(of: String(decoding: changed, as: UTF8.self)) != nil)
        }
    }

    @Test("A character too many or too few is refused by the country's length", arguments: examples)
    func lengths(example: String) {
        let country = String(example.prefix(2))
        let rule = BankAccountNumberError.length(country: country, characters: example.utf8.count)
        #expect(Self.refusal(of: example + "0") == rule)
        #expect(Self.refusal(of: String(example.dropLast())) == rule)
        #expect(Self.refusal(of: country) == rule)
    }

    @Test("Letters stand where the registry has letters, and digits where it has digits")
    func structure() {
        #expect(Self.refusal(of: "DE8937040044053201300A") == .structure(country: "DE"))
        #expect(Self.refusal(of: "GB291WBK60161331926819") == .structure(country: "GB"))
        #expect(Self.refusal(of: "GBA9NWBK60161331926819") == .structure(country: "GB"))
        #expect(Self.refusal(of: "SC18SSCB110100000000000014971SD") == .structure(country: "SC"))
    }

    /// 97, 98 and 02 are right with 00, 01 and 99 in their place too, but are the only ones that ISO 7064 gives out.
    @Test("Check digits that nobody computes are refused", arguments: [("97", "00"), ("98", "01"), ("02", "99")])
    func checkDigitsOutOfRange(computed: String, alias: String) throws {
        var serial = 0
        var found: String?
        while found == nil, serial < 10_000 {
            let text = "NO\(computed)8601\(String(1_000_000 + serial))"
            if Self.refusal(of: text) == nil { found = text }
            serial += 1
        }
        let iban = try #require(found)
        #expect(Self.refusal(of: "NO\(alias)\(iban.dropFirst(4))") == .checkDigits(rule: "ISO 13616, modulo 97"))
    }

    @Test(
        "Only single spaces may stand between groups",
        arguments: [
            " DE89370400440532013000", "DE89370400440532013000 ", "DE89  370400440532013000", "DE89-370400440532013000",
            "DE89\t370400440532013000", "DE89\u{A0}370400440532013000", "DE89.370400440532013000", "",
            " ", "DE89370400440532013000\n", "DE8937040044053201300\u{0}", "DE8937040044053201300٠",
            "DE８9370400440532013000",
            "DE8937040044053201300é", "ＤE89370400440532013000", "IBAN:DE89370400440532013000",
            String(repeating: "0", count: 81),
        ])
    func characters(text: String) {
        guard case .characters? = Self.refusal(of: text, in: "DE") else {
            Issue.record("not refused for its characters")
            return
        }
    }

    @Test("The country is that of the number, is in the registry, and exists")
    func countries() {
        #expect(Self.refusal(of: "DE89370400440532013000", in: "FR") == .otherCountry(country: "FR"))
        #expect(Self.refusal(of: "ZA89370400440532013000", in: "ZA") == .noIBAN(country: "ZA"))
        for country in ["", "de", "D", "DEU", "EU", "ZZ", "UK", "XX", "ДЕ"] {
            #expect(Self.refusal(of: "DE89370400440532013000", in: country) == .unknownCountry)
        }
    }

    private func grouped(_ iban: String) -> String {
        var text = ""
        for (index, character) in iban.enumerated() {
            if index > 0, index % 4 == 0 { text += " " }
            text.append(character)
        }
        return text
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
