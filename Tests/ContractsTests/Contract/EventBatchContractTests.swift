import Contracts
import Testing

@Suite("Events in batches")
struct EventBatchContractTests {
    let document: ContractDocument

    init() throws { document = try ContractDocument.load() }

    private func event(_ number: Int64, subject: String? = "wal_1", trace: String? = nil, data: String = "{}")
        -> CloudEvent
    {
        CloudEvent(
            id: EventID(number: number).description, type: "kauri.wallet.spent", subject: subject,
            time: "2026-11-21T09:30:00.250000Z", traceparent: trace, data: Array(data.utf8))
    }

    @Test("A batch has the media type and the attributes of the contract, in its order")
    func attributes() throws {
        let type = try document.value("components/messages/eventBatch/contentType")
        #expect(type == .string(CloudEventBatch.contentType))
        var batch = CloudEventBatch()
        batch.append(event(1, trace: "00-1-1-01", data: #"{"a":"é\u0001\"","n":[1.0,null]}"#))
        batch.append(event(2, subject: nil))
        let events = try #require(try JSONReader.read(batch.finish()).asArray)
        let told = try document.schema("EventStructured")
        let all = told["properties"]?.asObject?.members.map(\.key)
        #expect(events.first?.asObject?.members.map(\.key) == all)
        let required = told["required"]?.asArray?.compactMap(\.asString)
        #expect(events.last?.asObject?.members.map(\.key) == required)
        #expect(events.first?["source"] == told["properties"]?["source"]?["const"])
    }

    @Test("What the contract shows is read, and written again as it was")
    func examples() throws {
        let examples = try document.value("components/messages/eventBatch/examples").asArray ?? []
        #expect(!examples.isEmpty)
        for example in examples {
            let payload = try #require(example["payload"])
            let events = try #require(try CloudEventBatch.read(payload.encoded))
            var batch = CloudEventBatch()
            for event in events { batch.append(event) }
            #expect(try JSONReader.read(batch.finish()) == payload)
        }
    }

    @Test("Data goes in and comes out byte by byte")
    func data() throws {
        let data = #"{"text":"é\u0001\"\\","amount":"1.00","list":[{},[]]}"#
        var batch = CloudEventBatch()
        batch.append(event(3, data: data))
        let read = try #require(try CloudEventBatch.read(batch.finish()))
        #expect(read == [event(3, data: data)])
    }

    @Test("There is room for one event always, and for more up to the bound")
    func bound() {
        var batch = CloudEventBatch(bound: 4_096)
        #expect(batch.hasRoom(forData: 1 << 20))
        batch.append(event(1))
        #expect(batch.hasRoom(forData: 2_000) && !batch.hasRoom(forData: 4_000))
    }

    @Test(
        "What is no event is not read",
        arguments: [
            "{}", "[1]", "[{}]", #"[{"specversion":"0.3","id":"a","source":"b","type":"c","time":"d","data":{}}]"#,
        ])
    func refused(body: String) throws {
        #expect(try CloudEventBatch.read(Array(body.utf8)) == nil)
    }
}
