/// ISO 4217 list one, as published on 2026-01-01: currencies and funds that have a minor unit.
///
/// Entries are only ever added: when ISO withdraws a currency, accounts in it remain. Where CLDR and with it most libraries
/// disagree about decimals (MGA, SOS, IQD and others), ISO counts.
extension CurrencyUnit {
    /// Code and number of every currency, by decimals.
    private static let isoTable: [(decimals: UInt8, entries: String)] = [
        (
            0,
            """
            BIF108 CLP152 DJF262 GNF324 ISK352 JPY392 KMF174 KRW410 PYG600 RWF646 UGX800 UYI940 VND704 VUV548 XAF950 \
            XOF952 XPF953
            """
        ),
        (
            2,
            """
            AED784 AFN971 ALL008 AMD051 AOA973 ARS032 AUD036 AWG533 AZN944 BAM977 BBD052 BDT050 BMD060 BND096 BOB068 \
            BOV984 BRL986 BSD044 BTN064 BWP072 BYN933 BZD084 CAD124 CDF976 CHE947 CHF756 CHW948 CNY156 COP170 COU970 \
            CRC188 CUP192 CVE132 CZK203 DKK208 DOP214 DZD012 EGP818 ERN232 ETB230 EUR978 FJD242 FKP238 GBP826 GEL981 \
            GHS936 GIP292 GMD270 GTQ320 GYD328 HKD344 HNL340 HTG332 HUF348 IDR360 ILS376 INR356 IRR364 JMD388 KES404 \
            KGS417 KHR116 KPW408 KYD136 KZT398 LAK418 LBP422 LKR144 LRD430 LSL426 MAD504 MDL498 MGA969 MKD807 MMK104 \
            MNT496 MOP446 MRU929 MUR480 MVR462 MWK454 MXN484 MXV979 MYR458 MZN943 NAD516 NGN566 NIO558 NOK578 NPR524 \
            NZD554 PAB590 PEN604 PGK598 PHP608 PKR586 PLN985 QAR634 RON946 RSD941 RUB643 SAR682 SBD090 SCR690 SDG938 \
            SEK752 SGD702 SHP654 SLE925 SOS706 SRD968 SSP728 STN930 SVC222 SYP760 SZL748 THB764 TJS972 TMT934 TOP776 \
            TRY949 TTD780 TWD901 TZS834 UAH980 USD840 USN997 UYU858 UZS860 VED926 VES928 WST882 XAD396 XCD951 XCG532 \
            YER886 ZAR710 ZMW967 ZWG924
            """
        ),
        (
            3,
            """
            BHD048 IQD368 JOD400 KWD414 LYD434 OMR512 TND788
            """
        ),
        (
            4,
            """
            CLF990 UYW927
            """
        ),
    ]

    /// All units of the table, by code.
    static let isoUnits: [CurrencyUnit] = isoTable.flatMap { group in
        group.entries.split(separator: " ").map { entry in
            CurrencyUnit(
                trusted: String(entry.prefix(3)), number: Int16(entry.dropFirst(3)) ?? 0, decimals: group.decimals)
        }
    }.sorted { $0.code < $1.code }

    private static let isoKeys: [UInt32] = isoUnits.map { packed($0.code) ?? 0 }

    private static let isoPositions: [Int16?] = {
        var positions = [Int16?](repeating: nil, count: Int(firstRegisteredNumber))
        for (position, unit) in isoUnits.enumerated() { positions[Int(unit.number)] = Int16(position) }
        return positions
    }()

    /// The currency with this code, found by bisection on the packed letters: quicker than hashing a string.
    static func iso(code: String) -> CurrencyUnit? {
        guard let key = packed(code) else { return nil }
        var low = 0
        var high = isoKeys.count
        while low < high {
            let middle = (low + high) / 2
            if isoKeys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < isoKeys.count && isoKeys[low] == key ? isoUnits[low] : nil
    }

    /// The currency with this number.
    static func iso(number: Int16) -> CurrencyUnit? {
        guard number > 0, number < firstRegisteredNumber, let position = isoPositions[Int(number)] else { return nil }
        return isoUnits[Int(position)]
    }

    /// Three bytes as one number in the order of the codes, or `nil` for another length.
    private static func packed(_ code: String) -> UInt32? {
        guard code.utf8.count == 3 else { return nil }
        return code.utf8.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
