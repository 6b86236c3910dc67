import Contracts
import MessageRules
import Testing

@Suite("The rules of what people choose")
struct SettingsRuleTests {
    private let amina: PartyID
    private let ben: PartyID

    init() throws {
        amina = try person("amina")
        ben = try person("ben")
    }

    private func commands() throws -> [any Command] {
        [
            BlockAdd(person: amina, blocked: ben), BlockRemove(person: amina, blocked: ben),
            TopicSubscribe(person: amina, topic: try topic("news")),
            TopicUnsubscribe(person: amina, topic: try topic("news")), PreferenceSet(person: amina, language: "sw"),
        ]
    }

    @Test("People choose for themselves, operators for anybody, providers for nobody")
    func ownOnly() throws {
        var book = TestBook()
        for command in try commands() {
            #expect(book.code(command, as: .user(ben)) == .forbidden)
            #expect(book.code(command, as: Actor(id: amina, role: .provider)) == .forbidden)
        }
        #expect(book.book.decided.isEmpty && book.book.changes.isEmpty)
        for command in try commands() {
            #expect(book.code(command, as: .user(amina)) == nil)
            #expect(book.code(command, as: Actor(id: ben, role: .admin)) == nil)
            #expect(book.code(command) == nil)
        }
        // Blocked, let through again, followed, not any more, and a language: five changes, each once.
        #expect(book.book.changes.count == 5)
        #expect(book.book.settings[amina] == PersonSettings(person: amina, version: 5, language: "sw"))
    }

    @Test("A thousand entries and no more")
    func bounds() throws {
        var settings = PersonSettings(person: amina, version: 1)
        settings.blocked = Set(try (0..<1_000).map { try person("p\($0)") })
        settings.topics = Set(try (0..<1_000).map { try topic("t\($0)") })
        var book = TestBook(MessageBook(now: TestBook.now, settings: [settings]))
        #expect(book.code(BlockAdd(person: amina, blocked: ben)) == .settingsFull)
        #expect(book.code(BlockAdd(person: amina, blocked: try person("p7"))) == nil)
        #expect(book.code(TopicSubscribe(person: amina, topic: try topic("news"))) == .settingsFull)
        #expect(book.code(BlockRemove(person: amina, blocked: try person("p7"))) == nil)
        #expect(book.code(BlockAdd(person: amina, blocked: ben)) == nil)
    }

    @Test("Preferences change where they are named, and stay elsewhere")
    func preferences() throws {
        let quiet = PersonSettings.QuietHours(from: 1_320, to: 360, timeZone: "Africa/Nairobi")
        var book = TestBook()
        #expect(book.code(PreferenceSet(person: amina, muted: [try group("a")], quietHours: quiet)) == nil)
        #expect(book.code(PreferenceSet(person: amina, channels: [])) == nil)
        #expect(book.code(PreferenceSet(person: amina, channels: [])) == nil)
        var expected = PersonSettings(person: amina, version: 2, muted: [try group("a")], channels: [])
        expected.quietHours = quiet
        #expect(book.book.settings[amina] == expected)
        #expect(book.code(PreferenceSet(person: amina, muted: [], removeQuietHours: true)) == nil)
        #expect(book.book.settings[amina] == PersonSettings(person: amina, version: 3, channels: []))
    }
}
