import Foundation
import JWTKit
import Testing

@testable import ServiceKit

/// Tokens: who is believed, and who is not.
@Suite struct TokenTests {
    private let now: Int64 = 1_800_000_000
    private let old = TokenKey(id: "old", secret: Array(repeating: 1, count: 32))
    private let new = TokenKey(id: "new", secret: Array(repeating: 2, count: 32))

    private func token(
        by key: TokenKey, subject: String = "alice", lifetime: Int64 = 60, issuer: String = "kauri",
        audience: String = "kauri"
    ) async throws -> String {
        try await TokenSigner(key, issuer: issuer, audience: audience).token(
            subject: subject, role: .host, lifetime: lifetime, at: now)
    }

    private var verifier: TokenVerifier {
        get async { await TokenVerifier([new, old], issuer: "kauri", audience: "kauri") }
    }

    @Test func everyKeyOfTheRingIsBelieved() async throws {
        for key in [old, new] {
            let identity = try await verifier.verify(try await token(by: key), at: now)
            #expect(identity == Identity(subject: "alice", role: .host, expiresAt: now + 60))
        }
    }

    @Test func timesAreHeldAgainstTheClockWithSomeLeeway() async throws {
        let token = try await token(by: new)
        #expect(try await verifier.verify(token, at: now + 89).subject == "alice")
        await #expect(throws: TokenError.expired) { try await verifier.verify(token, at: now + 90) }
        #expect(try await verifier.verify(token, at: now - 30).subject == "alice")
        await #expect(throws: TokenError.tooEarly) { try await verifier.verify(token, at: now - 31) }
    }

    @Test func whatWasIssuedElsewhereIsForeign() async throws {
        let issued = try await token(by: new, issuer: "someone")
        await #expect(throws: TokenError.foreign) { try await verifier.verify(issued, at: now) }
        let meant = try await token(by: new, audience: "bank")
        await #expect(throws: TokenError.foreign) { try await verifier.verify(meant, at: now) }
    }

    @Test func aStrangersKeyIsNotBelievedWhateverItsName() async throws {
        let forged = try await token(by: TokenKey(id: "new", secret: Array(repeating: 9, count: 32)))
        await #expect(throws: TokenError.forged) { try await verifier.verify(forged, at: now) }
        let unknown = try await token(by: TokenKey(id: "other", secret: Array(repeating: 2, count: 32)))
        await #expect(throws: TokenError.unknownKey) { try await verifier.verify(unknown, at: now) }
    }

    /// A token may not choose how it is verified: neither not at all, nor with another algorithm of the same secret.
    @Test(arguments: ["none", "HS384", "HS512", "RS256", "hs256"])
    func theAlgorithmIsTheKeys(algorithm: String) async throws {
        let parts = try await token(by: new).split(separator: ".")
        let header = Data(#"{"alg":"\#(algorithm)","kid":"new","typ":"JWT"}"#.utf8).base64EncodedString()
            .replacing("=", with: "")
        for signature in ["", String(parts[2])] {
            await #expect(throws: TokenError.unknownKey) {
                try await verifier.verify("\(header).\(parts[1]).\(signature)", at: now)
            }
        }
    }

    @Test(arguments: ["a", "a.b", "a.b.c", "..", String(repeating: "a", count: 4_097), "é.é.é"])
    func whatIsNoTokenIsMalformed(text: String) async {
        await #expect(throws: TokenError.malformed) { try await verifier.verify(text, at: now) }
    }

    @Test func nothingIsMissing() async {
        await #expect(throws: TokenError.missing) { try await verifier.verify("", at: now) }
    }

    @Test func aChangedTokenIsForged() async throws {
        let parts = try await token(by: new).split(separator: ".")
        let other = try await token(by: new, subject: "mallory").split(separator: ".")
        await #expect(throws: TokenError.forged) {
            try await verifier.verify("\(parts[0]).\(other[1]).\(parts[2])", at: now)
        }
    }

    @Test func theSettingNamesItsRuleAndNoSecret() throws {
        let secret = Data(repeating: 7, count: 32).base64EncodedString()
        #expect(try TokenKey.read(Secret("a:\(secret), b:\(secret)"), named: "X").map(\.id) == ["a", "b"])
        for wrong in [secret, "a:\(secret),a:\(secret)", "a:short", ":\(secret)", "a:\(secret):b", "a:\(secret),"] {
            do {
                _ = try TokenKey.read(Secret(wrong), named: "X")
                Issue.record("\(wrong) was taken")
            } catch {
                #expect(error.description.hasPrefix("X must"))
                #expect(!error.description.contains(secret))
            }
        }
    }
}
