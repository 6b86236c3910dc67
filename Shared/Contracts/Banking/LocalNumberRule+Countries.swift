extension LocalNumberRule {
    /// The countries with rules of their own. Where a country's banks use different lengths, the range holds all of them: a number refused
    /// wrongly leaves somebody without their money, one accepted wrongly comes back from the bank.
    static let byCountry: [String: LocalNumberRule] = {
        var rules: [String: LocalNumberRule] = [:]
        for rule in all { rules[rule.country] = rule }
        return rules
    }()

    private static let all: [LocalNumberRule] = [
        southAfrica, nigeria, kenya, ghana, tanzania, uganda, rwanda, zambia, unitedKingdom, unitedStates, india,
    ]

    /// Branch code of 6 digits, the bank's universal one included. The banks' numbers have 7 to 11 digits, some of Nedbank's 13; their check
    /// digits depend on branch tables that BankservAfrica does not publish.
    ///
    /// Source: account number tips of Netcash (https://help.netcash.co.za/docs/account-profile/account/tools/).
    static let southAfrica = LocalNumberRule(
        "ZA", digits: 7...13, bankCode: BankCodeRule([.digits(6...6)], "a branch code of 6 digits"))

    /// NUBAN: 10 digits, the last one computed with the bank's code.
    ///
    /// Source: Central Bank of Nigeria, "Revised Standards on Nigeria Uniform Bank Account Number (NUBAN)", 2020. Wallets whose numbers are
    /// telephone numbers are outside the standard, and refused.
    static let nigeria = LocalNumberRule(
        "NG", digits: 10...10,
        bankCode: BankCodeRule(
            [.digits(3...3), .digits(5...6)], "the Central Bank of Nigeria's code of 3, 5 or 6 digits"),
        check: .nuban)

    /// Source: Central Bank of Kenya's bank codes of 2 digits, with the branch's 3 where it is known, as KEPSS and PesaLink use them; or the
    /// BIC. Lengths differ from bank to bank.
    static let kenya = LocalNumberRule(
        "KE", digits: 5...20,
        bankCode: BankCodeRule(
            [.digits(2...2), .digits(5...5), .bic], "a bank code of 2 digits, one with the branch of 5, or a BIC"))

    /// Source: Worldpay's domestic payouts to Ghana: 8 to 20 digits, and the sort code of Ghana's interbank system (GhIPSS) of 6; or the BIC.
    static let ghana = LocalNumberRule(
        "GH", digits: 8...20, bankCode: BankCodeRule([.digits(6...6), .bic], "a sort code of 6 digits or a BIC"))

    /// Source: Worldpay's domestic payouts to Tanzania: at least 5 digits, and the BIC, which the Bank of Tanzania's TISS uses too. Clearing
    /// codes of no stated length exist beside it.
    static let tanzania = LocalNumberRule("TZ", digits: 5...20, bankCode: .bicOrClearingCode)

    /// Source: the BIC, as the Bank of Uganda's UNIS uses it, or the code of its clearing house. No length of numbers is published: the range
    /// is Tanzania's.
    static let uganda = LocalNumberRule("UG", digits: 5...20, bankCode: .bicOrClearingCode)

    /// Source: the BIC, as the National Bank of Rwanda's RIPPS uses it, or its bank code (of 3 digits mostly). No length of numbers is
    /// published: the range is Tanzania's.
    static let rwanda = LocalNumberRule("RW", digits: 5...20, bankCode: .bicOrClearingCode)

    /// Source: BNP Paribas, currency guide, ZMW (https://cashmanagement.bnpparibas.com/currency/zmw): 13 digits in every bank, and a sort
    /// code of 6, which is mandatory.
    static let zambia = LocalNumberRule(
        "ZM", digits: 13...13, bankCode: BankCodeRule([.digits(6...6)], "a sort code of 6 digits"))

    /// Source: IBAN registry, GB: sort code of 6 digits, account number of 8. Pay.UK's modulus checks depend on a table that changes every few
    /// months, so they are left to the bank.
    static let unitedKingdom = LocalNumberRule(
        "GB", digits: 8...8, bankCode: BankCodeRule([.digits(6...6)], "a sort code of 6 digits"))

    /// Source: ABA Routing Number Policy; Nacha Operating Rules, Appendix Three: an entry's account number field holds 17 characters.
    static let unitedStates = LocalNumberRule(
        "US", digits: 4...17,
        bankCode: BankCodeRule([.routingNumber], "an ABA routing number: 9 digits, the last one a check digit"))

    /// Source: Reserve Bank of India, IFSC for NEFT and RTGS: 4 letters, a zero, 6 for the branch. Banks' numbers have 9 to 18 digits.
    static let india = LocalNumberRule(
        "IN", digits: 9...18,
        bankCode: BankCodeRule([.ifsc], "an IFSC: 4 letters, 0, and 6 characters of A-Z 0-9"))
}
