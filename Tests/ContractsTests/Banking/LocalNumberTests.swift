import Contracts
import Testing

@Suite("Local account numbers")
struct LocalNumberTests {
    private static func refusal(of text: String, _ country: String, _ bankCode: String?) -> BankAccountNumberError? {
        do {
            _ = try BankAccountNumber(local: text, country: country, bankCode: bankCode)
            return nil
        } catch { return error }
    }

    @Test(
        "What each country's rule takes",
        arguments: [
            ("ZA", "4098765", "250655"), ("ZA", "62012345678", "250655"), ("ZA", "1234567890123", "198765"),
            ("KE", "1234567890", "01"), ("KE", "01148765432100", "11002"), ("KE", "1234567890", "KCBLKENX"),
            ("GH", "12345678", "130101"), ("GH", "1234567890123", "040100"), ("GH", "1234567890123", "ECOCGHACXXX"),
            ("TZ", "12345", "CORUTZTZ"), ("TZ", "0150123456789", "CORUTZTZXXX"), ("TZ", "0150123456789", "003001"),
            ("UG", "9030001234567", "SBICUGKX"), ("UG", "9030001234567", "040147"),
            ("RW", "000400691234567", "BKIGRWRW"), ("RW", "000400691234567", "040"),
            ("ZM", "0123456789012", "010101"), ("GB", "31926819", "601613"), ("US", "1234", "021000021"),
            ("US", "12345678901234567", "011401533"), ("US", "000123456789", "110000000"),
            ("IN", "123456789", "HDFC0000001"), ("IN", "123456789012345678", "SBIN0A1B2C3"),
        ])
    func taken(country: String, text: String, bankCode: String) throws {
        let number = try BankAccountNumber(local: text, country: country, bankCode: bankCode)
        #expect(number.digits == text)
        #expect(number.format == .local)
        #expect(number.country == country)
        #expect(number.bankCode == bankCode)
    }

    @Test(
        "Lengths and letters that the country does not have",
        arguments: [
            ("ZA", "123456", "250655"), ("ZA", "12345678901234", "250655"), ("ZA", "1234567A", "250655"),
            ("NG", "000001457", "011"), ("NG", "00000145791", "011"), ("NG", "000001457A", "011"),
            ("KE", "1234", "01"), ("KE", "123456789012345678901", "01"), ("KE", "A12345", "01"),
            ("GH", "1234567", "130101"), ("GH", "123456789012345678901", "130101"), ("GH", "1234567A", "130101"),
            ("TZ", "1234", "CORUTZTZ"), ("TZ", "123456789012345678901", "CORUTZTZ"), ("TZ", "1234A", "CORUTZTZ"),
            ("UG", "1234", "SBICUGKX"), ("UG", "123456789012345678901", "SBICUGKX"), ("UG", "1234A", "SBICUGKX"),
            ("RW", "1234", "BKIGRWRW"), ("RW", "123456789012345678901", "BKIGRWRW"), ("RW", "1234A", "BKIGRWRW"),
            ("ZM", "012345678901", "010101"), ("ZM", "01234567890123", "010101"), ("ZM", "012345678901A", "010101"),
            ("GB", "3192681", "601613"), ("GB", "319268190", "601613"), ("GB", "3192681A", "601613"),
            ("US", "123", "021000021"), ("US", "123456789012345678", "021000021"), ("US", "1234A", "021000021"),
            ("IN", "12345678", "HDFC0000001"), ("IN", "1234567890123456789", "HDFC0000001"),
            ("IN", "12345678A", "HDFC0000001"), ("MZ", "123", nil), ("MZ", String(repeating: "1", count: 35), nil),
        ] as [(String, String, String?)])
    func shapes(country: String, text: String, bankCode: String?) {
        guard case .number(country, _)? = Self.refusal(of: text, country, bankCode) else {
            Issue.record("not refused for its shape")
            return
        }
    }

    @Test(
        "Bank codes that the country does not have",
        arguments: [
            ("ZA", "12345678", ["25065", "2506555", "25065A", "FIRNZAJJ"]),
            ("NG", "0000014579", ["01", "0110", "0110000", "01A", "FBNINGLA"]),
            ("KE", "1234567890", ["1", "011", "0110", "011002", "KCBLUGNX", "KCBLKEN", "0A"]),
            ("GH", "1234567890123", ["13010", "1301011", "13010A", "ECOCNGLA"]),
            ("TZ", "1234567890", ["1", "123456789", "CORUKETZ", "CORUTZTZX", "CORUTZTZXXXX"]),
            ("UG", "1234567890", ["1", "123456789", "SBICTZTX", "UG04000"]),
            ("RW", "1234567890", ["1", "123456789", "BKIGUGRW", "BKIGRW"]),
            ("ZM", "0123456789012", ["01010", "0101011", "ZNCOZMLU"]),
            ("GB", "31926819", ["60161", "6016133", "60161A", "NWBKGB2L"]),
            ("US", "123456789", ["021000020", "02100002", "0210000211", "02100002A", "000000000", "131000000"]),
            ("IN", "123456789", ["HDFC1000001", "HDF00000001", "HDFC000001", "HDFC00000011", "1DFC0000001"]),
        ])
    func bankCodes(country: String, text: String, codes: [String]) {
        for code in codes {
            let refusal = Self.refusal(of: text, country, code)
            #expect(refusal?.isAboutBankCode == true, "\(country) \(code)")
        }
        guard case .bankCodeMissing(country, _)? = Self.refusal(of: text, country, nil) else {
            Issue.record("a missing bank code is accepted")
            return
        }
    }

    @Test(
        "Any bank code keeps the form that all have",
        arguments: ["", "a", "60-16-13", "é", String(repeating: "1", count: 21)])
    func anyBankCode(code: String) {
        for (country, text) in [("MZ", "123456"), ("GB", "31926819")] {
            #expect(Self.refusal(of: text, country, code) == .bankCode(needs: "1 to 20 characters of A-Z 0-9"))
        }
        #expect(throws: BankAccountNumberError.bankCode(needs: "1 to 20 characters of A-Z 0-9")) {
            try BankAccountNumber(iban: "NO9386011117947", country: "NO", bankCode: code)
        }
    }

    /// The first two are the examples of the Central Bank's own paper of 2010; the third shows where the 9 goes that another institution gets.
    @Test(
        "NUBANs, right for one bank and for no other check digit",
        arguments: [
            ("011", "0000014579"), ("011", "0000000220"), ("058", "0123456785"), ("50211", "2000000013"),
            ("950211", "2000000013"), ("000011", "0000014579"),
        ])
    func nuban(bankCode: String, number: String) throws {
        #expect(Self.refusal(of: number, "NG", bankCode) == nil)
        for digit in 0...9 where "\(digit)" != number.suffix(1) {
            let wrong = number.dropLast() + "\(digit)"
            #expect(
                Self.refusal(of: String(wrong), "NG", bankCode)
                    == .checkDigits(rule: "NUBAN, which is computed with the bank code"))
        }
        #expect(Self.refusal(of: number, "NG", "057") != nil)
    }

    @Test("Countries without a rule of their own take 4 to 34 letters and digits, with a bank code or without")
    func general() throws {
        #expect(try BankAccountNumber(local: "ab-12 C", country: "MZ", bankCode: nil).digits == "AB12C")
        #expect(try BankAccountNumber(local: "1234", country: "AU", bankCode: "062000").digits == "1234")
        let longest = String(repeating: "A1", count: 17)
        #expect(try BankAccountNumber(local: longest, country: "DE", bankCode: nil).digits == longest)
        #expect(try BankAccountNumber(local: "1234", country: "XK", bankCode: nil).country == "XK")
        #expect(Self.refusal(of: "1234", "ZZ", nil) == .unknownCountry)
    }

    @Test(
        "Only single spaces and hyphens may stand between groups",
        arguments: [
            " 31926819", "31926819 ", "-31926819", "31926819-", "3192--6819", "3192 -6819", "3192_6819", "3192/6819",
            "３1926819", "٣١٩٢٦٨١٩", "31926819\u{0}", "", "3192\u{2011}6819", "3192\n6819",
        ])
    func separators(text: String) {
        guard case .characters? = Self.refusal(of: text, "GB", "601613") else {
            Issue.record("not refused for its characters")
            return
        }
        #expect(Self.refusal(of: "3192-68 19", "GB", "601613") == nil)
    }

    @Test("Masks show the last four, or two of a short number")
    func masks() throws {
        for (digits, masked) in [
            ("1234", "••••34"), ("1234567", "••••67"), ("12345678", "••••5678"), ("AB12CD34EF", "••••34EF"),
        ] {
            #expect(try BankAccountNumber(local: digits, country: "MZ", bankCode: nil).masked == masked)
        }
        let stored = BankAccountNumber(stored: "NO9386011117947", format: .iban, country: "NO", bankCode: nil)
        #expect(stored.masked == "NO••••7947")
        #expect(try stored == BankAccountNumber(iban: "NO93 8601 1117 947", country: "NO", bankCode: nil))
    }
}
