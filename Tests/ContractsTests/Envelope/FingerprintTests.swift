import Contracts
import Testing

@Suite("Fingerprints")
struct FingerprintTests {
    /// A digest that tells contents apart; the service uses SHA-256.
    private func fingerprint(_ text: String, type: String = "wallet.transfer") throws -> Fingerprint {
        let envelope = try readCommand(text, type: type)
        let content = envelope.content()
        var digest: [UInt8] = []
        for salt in 0..<4 as Range<UInt64> {
            var hash: UInt64 = 14_695_981_039_346_656_037 &+ salt
            for byte in Fingerprint.preimage(type: envelope.type, content: content) {
                hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
            }
            for shift in stride(from: 56, through: 0, by: -8) {
                digest.append(UInt8(truncatingIfNeeded: hash >> UInt64(shift)))
            }
        }
        return Fingerprint(type: envelope.type, content: content, digest: digest)
    }

    private static let plain =
        #"{"from":"wal_000000009h5m1","to":"wal_000000009h5m2","money":{"amount":"125.50","currency":"ZAR"}}"#

    @Test(
        "The same content in other words",
        arguments: [
            #"{ "to": "wal_000000009h5m2", "money": {"currency": "ZAR", "amount": "125.50"}, "from": "wal_000000009h5m1" }"#,
            #"{"from":"wal_000000009h5m1","to":"wal_000000009h5m2","money":{"amount":"125.5","currency":"ZAR"}}"#,
            #"{"from":"wal_000000009h5m1","to":"wal_000000009h5m2","money":{"amount":"125.500","currency":"ZAR"},"reference":null}"#,
            #"{"from":"wal_000000009h5m\u0031","to":"wal_000000009h5m2","money":{"amount":"125.50","currency":"ZAR"},"metadata":{}}"#,
            #"{"from":"wal_000000009h5m1","to":"wal_000000009h5m2","money":{"amount":"125.50","currency":"ZAR"},"deadline":"2026-11-21T09:30:00Z"}"#,
        ])
    func same(text: String) throws {
        let first = try fingerprint(Self.plain)
        let second = try fingerprint(text)
        #expect(first.isSame(as: second))
        #expect(first == second)
        #expect(first.firstDifference(to: second) == nil)
    }

    @Test(
        "The first field that differs has its name told",
        arguments: [
            (transferText(amount: #""125.51""#), "money"), (transferText("from", #""wal_000000009h5m9""#), "from"),
            (transferText("to", #""cash:ZAR""#), "to"), (transferText("reference", #""BK-1043""#), "reference"),
            (transferText("description", #""x""#), "description"),
            (transferText("metadata", #"{"a": "b"}"#), "metadata"),
            (transferText("expected_version", "4"), "expected_version"),
            (transferText("actor", #"{"id": "a", "role": "user"}"#), "actor"),
        ])
    func differences(text: String, field: String) throws {
        let base = field == "reference" ? try fingerprint(transferText()) : try fingerprint(Self.plain)
        #expect(base.firstDifference(to: try fingerprint(text)) == field)
    }

    @Test("A field that is gone is a difference; another type comes first of all")
    func goneFields() throws {
        #expect(try fingerprint(transferText()).firstDifference(to: fingerprint(Self.plain)) == "reference")
        let spend = #"{"wallet":"wal_000000009h5m1","money":{"amount":"125.50","currency":"ZAR"}}"#
        #expect(try fingerprint(Self.plain).firstDifference(to: fingerprint(spend, type: "wallet.spend")) == "type")
    }

    @Test(
        "What is left out equals what it stands for",
        arguments: [
            (
                "wallet.deposit", #"{"wallet":"wal_000000009h5m1","money":{"amount":"1","currency":"ZAR"}}"#,
                #""source":"cash""#
            ),
            (
                "wallet.spend", #"{"wallet":"wal_000000009h5m1","money":{"amount":"1","currency":"ZAR"}}"#,
                #""destination":"revenue""#
            ),
            ("hold.capture", #"{"hold":"hld_0000000000001","to":"wal_000000009h5m1"}"#, #""final":true"#),
            ("account.open", #"{"owner":"ann","currency":"ZAR"}"#, #""kind":"main""#),
            ("account.open", #"{"owner":"ann","currency":"ZAR"}"#, #""unlimited":false"#),
            ("account.open", #"{"owner":"ann","currency":"ZAR"}"#, #""overdraft_limit":"0""#),
            (
                "wallet.deposit", #"{"wallet":{"party":"ann"},"money":{"amount":"1","currency":"ZAR"}}"#,
                #""open":false"#
            ),
            ("party.register", #"{"party":"ann","party_type":"user","name":"Ann"}"#, #""kyc_level":0"#),
            ("party.update", #"{"party":"ann","name":"Ann"}"#, #""remove_phone":false"#),
            (
                "job.start",
                #"{"wallet":"wal_000000009h5m1","money":{"amount":"1","currency":"ZAR"},"job_type":"a"}"#,
                #""destination":"revenue""#
            ),
            ("job.update", #"{"job":"job_0000000000001","state":"failed"}"#, #""refund":false"#),
            (
                "charge_sale.create",
                #"{"wallet":"wal_000000009h5m1","money":{"amount":"1","currency":"ZAR"},"phone":"+27821234567"}"#,
                #""delivery":"airtime""#
            ),
            (
                "bank_account.add",
                #"{"party":"a","currency":"ZAR","country":"ZA","number":"62001234567","bank_code":"250655","holder":"A"}"#,
                #""primary":false"#
            ),
        ])
    func defaults(type: String, text: String, member: String) throws {
        #expect(try fingerprint(text, type: type) == fingerprint(text.dropLast() + "," + member + "}", type: type))
    }

    @Test("The stored bytes: digest, then name and digest of each field; cut or foreign bytes do no harm")
    func storedForm() throws {
        let whole = try fingerprint(transferText())
        #expect(Fingerprint(bytes: whole.bytes) == whole)
        let other = try fingerprint(transferText("reference", #""x""#))
        for length in 0...whole.bytes.count {
            let cut = Fingerprint(bytes: Array(whole.bytes.prefix(length)))
            if length < Fingerprint.digestLength { #expect(!cut.isSame(as: whole)) }
            #expect(cut.firstDifference(to: other) != nil)
        }
    }
}
