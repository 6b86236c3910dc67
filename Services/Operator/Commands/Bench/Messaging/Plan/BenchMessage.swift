import Contracts

/// Writes the messages of a plan. They are many, so nothing is encoded that could be copied.
struct BenchMessage: Sendable {
    private let plan: MessagingPlan
    private let filler: [UInt8]

    private static let words = Array("The room is ready and the key is at the desk. ".utf8)

    init(_ plan: MessagingPlan) {
        self.plan = plan
        filler = (0..<plan.bodyLength).map { Self.words[$0 % Self.words.count] }
    }

    /// What goes over the sender's socket.
    func frame(_ number: Int) -> [UInt8] {
        var json = object()
        json.append(contentsOf: #""type":"send","#.utf8)
        appendMembers(number, isInName: false, to: &json)
        return json
    }

    /// A message by itself, as it goes over HTTP and to the broker.
    ///
    /// - Parameter isInName: whether a service sends it in the person's name.
    func body(_ number: Int, isInName: Bool) -> [UInt8] {
        var json = object()
        appendMembers(number, isInName: isInName, to: &json)
        return json
    }

    /// Messages together, each in its sender's name.
    func bulk(_ numbers: Range<Int>) -> [UInt8] {
        var json: [UInt8] = []
        json.reserveCapacity((filler.count + 192) * numbers.count)
        json.append(contentsOf: #"{"messages":["#.utf8)
        for number in numbers {
            json.append(UInt8(ascii: number == numbers.lowerBound ? "{" : ","))
            if number != numbers.lowerBound { json.append(UInt8(ascii: "{")) }
            appendMembers(number, isInName: true, to: &json)
        }
        json.append(contentsOf: "]}".utf8)
        return json
    }

    private func object() -> [UInt8] {
        var json: [UInt8] = []
        json.reserveCapacity(filler.count + 192)
        json.append(UInt8(ascii: "{"))
        return json
    }

    private func appendMembers(_ number: Int, isInName: Bool, to json: inout [UInt8]) {
        json.append(contentsOf: #""id":""#.utf8)
        json.append(contentsOf: plan.id(number).utf8)
        json.append(contentsOf: #"","to":{"person":""#.utf8)
        json.append(contentsOf: MessagingPlan.name(plan.receiver(of: number)).utf8)
        json.append(contentsOf: #""},"priority":""#.utf8)
        json.append(contentsOf: plan.priority(of: number).rawValue.utf8)
        if isInName {
            json.append(contentsOf: #"","from":""#.utf8)
            json.append(contentsOf: MessagingPlan.name(plan.sender(of: number)).utf8)
        }
        json.append(contentsOf: #"","body":""#.utf8)
        json.append(contentsOf: filler)
        json.append(contentsOf: "\"}".utf8)
    }
}
