import Contracts
import Ledger
import Testing

/// An event that is announced from what is stored has the same subject as one that was announced at once.
@Suite("Subjects of events")
struct OutcomeSubjectTests {
    @Test("The document tells what the outcome is about, for every type of event")
    func histories() throws {
        var types: Set<String> = []
        for seed in 221...232 as ClosedRange<UInt64> {
            var history = History(seed: seed)
            for _ in 0..<16 {
                for outcome in try history.wave().outcomes.joined() where outcome.isAnnounced {
                    let told = OutcomeSubject.told(by: outcome.document)
                    #expect(
                        told == outcome.concerns, "seed \(seed): \(String(decoding: outcome.document, as: UTF8.self))")
                    types.insert(outcome.envelope.type)
                }
            }
            for (id, document) in history.database.flagDocuments {
                #expect(OutcomeSubject.told(by: document) == history.database.flags[id]?.account.description)
                types.insert(EventType.riskFlagged)
            }
        }
        #expect(types == Set(CommandCatalog.all.map { $0.type } + [EventType.riskFlagged]))
    }

    @Test("What is no document is about nothing", arguments: ["", "[]", "{}", #"{"accounts":[]}"#])
    func nothing(text: String) {
        #expect(OutcomeSubject.told(by: Array(text.utf8)) == nil)
    }
}
