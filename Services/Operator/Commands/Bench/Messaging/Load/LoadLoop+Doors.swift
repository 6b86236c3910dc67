import Contracts
import MessagingClient
import RabbitMQ

extension LoadLoop {
    /// Sends a group as one request.
    func post(_ group: Int, over connection: HTTPConnection, service: String) {
        let numbers = group * plan.bulk..<(group + 1) * plan.bulk
        let (isSingle, first) = (plan.bulk == 1, numbers.lowerBound)
        let body = isSingle ? message.body(first, isInName: false) : message.bulk(numbers)
        var token = service
        if isSingle, case .service(let tokens) = target { token = tokens[plan.sender(of: first)] }
        let path = isSingle ? "/v1/messages/send" : "/v1/messages/bulk"
        Task {
            do {
                let answer = try await connection.request(.POST, path, token: token, body: body)
                let (accepted, refused) = BulkAnswer.read(answer, of: numbers.count)
                answered(group, accepted: accepted, refused: refused)
            } catch {
                answered(group, accepted: 0, refused: ["connection": numbers.count])
            }
        }
    }

    /// Publishes groups, one message of the broker each.
    func publish(_ groups: [Int], _ publisher: BrokerPublisher, user: String) {
        guard !groups.isEmpty else { return }
        let messages = groups.map { group in
            let numbers = group * plan.bulk..<(group + 1) * plan.bulk
            let isSingle = plan.bulk == 1
            var properties = MessageProperties(
                contentType: "application/json", messageID: plan.id(numbers.lowerBound),
                type: isSingle ? "message.send" : "message.bulk")
            properties.userID = user
            return OutgoingMessage(
                exchange: MessagingTopology.inbound, routingKey: plan.priority(of: numbers.lowerBound).rawValue,
                properties: properties,
                body: isSingle ? message.body(numbers.lowerBound, isInName: true) : message.bulk(numbers))
        }
        Task {
            do throws(BrokerError) {
                for (group, outcome) in zip(groups, try await publisher.publish(messages)) {
                    let isConfirmed = outcome.isConfirmed
                    answered(
                        group, accepted: isConfirmed ? plan.bulk : 0, refused: isConfirmed ? [:] : ["broker": plan.bulk]
                    )
                }
            } catch {
                sends.refuse("\(error.code)", groups.count * plan.bulk)
            }
        }
    }
}
