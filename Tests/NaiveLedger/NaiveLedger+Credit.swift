import Contracts

extension NaiveLedger {
    mutating func ask(_ command: CreditRequestCreate, _ turn: Turn) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let name = try walletName(command.wallet, in: command.money.currency)
        let request = NaiveRequest(
            kind: .creditRequest, account: name, amount: amount, createdAt: turn.now, state: .pending)
        add(request, as: turn.assigned.request ?? CreditRequestID(number: nextNumber()).description)
    }

    mutating func approve(_ command: CreditRequestApprove, _ turn: Turn) throws(Refusal) {
        let id = command.creditRequest.description
        let request = try request(id, .creditRequest, otherwise: .creditRequestNotFound)
        guard request.state == .pending else { throw Refusal(.requestClosed) }
        let currency = account(named: request.account).currency
        requests[id]?.state = .approved
        let credit = try move(
            "credit", request.amount, currency, from: "credit_issuance:\(currency)", to: request.account, turn)
        requests[id]?.transaction = credit
    }

    mutating func reject(_ command: CreditRequestReject) throws(Refusal) {
        let id = command.creditRequest.description
        let request = try request(id, .creditRequest, otherwise: .creditRequestNotFound)
        guard request.state == .pending else { throw Refusal(.requestClosed) }
        requests[id]?.state = .rejected
    }
}
