import Contracts

extension NaiveLedger {
    mutating func start(_ command: JobStart, _ turn: Turn) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let currency = command.money.currency
        let name = try walletName(command.wallet, in: currency)
        try check(turn.version, on: name)
        let id = try move(
            "job", amount, currency, from: name, to: "\(command.destination.rawValue):\(currency)", turn)
        var job = NaiveRequest(
            kind: .job, account: name, amount: amount, createdAt: turn.now, state: .pending, transaction: id)
        job.expiresAt = turn.now.adding(seconds: command.expiresIn ?? 86_400)
        add(job, as: turn.assigned.request ?? JobID(number: nextNumber()).description)
    }

    mutating func update(_ command: JobUpdate, _ turn: Turn) throws(Refusal) {
        let id = command.job.description
        let job = try request(id, .job, otherwise: .jobNotFound)
        switch command.state {
        case .running:
            guard job.state == .pending else { throw Refusal(.requestClosed) }
            requests[id]?.state = .running
        case .completed, .failed:
            guard job.isOpen else { throw Refusal(.requestClosed) }
            requests[id]?.state = command.state == .completed ? .completed : .failed
        }
        if command.refund == true { try giveBack(id, job, turn) }
    }

    mutating func refund(_ command: JobRefund, _ turn: Turn) throws(Refusal) {
        let id = command.job.description
        let job = try request(id, .job, otherwise: .jobNotFound)
        guard job.state == .failed, job.settlement == nil else { throw Refusal(.requestClosed) }
        try giveBack(id, job, turn)
    }

    mutating func expire(_ command: JobExpire, _ turn: Turn) throws(Refusal) {
        let id = command.job.description
        let job = try request(id, .job, otherwise: .jobNotFound)
        guard job.isOpen else { throw Refusal(.requestClosed) }
        if let expiresAt = job.expiresAt, expiresAt > turn.now { throw Refusal(.jobNotExpired) }
        requests[id]?.state = .failed
        try giveBack(id, job, turn)
    }

    mutating func sell(_ command: ChargeSaleCreate, _ turn: Turn) throws(Refusal) {
        let amount = try minorUnits(command.money)
        let currency = command.money.currency
        let payer = try walletName(command.wallet, in: currency)
        var receiver = "revenue:\(currency)"
        if command.delivery == .wallet {
            receiver = try name(.phone(command.phone, kind: "main", currency: nil), in: currency)
        }
        try check(turn.version, on: payer)
        if payer == receiver { throw Refusal(.sameAccount) }
        let id = try move("charge_sale", amount, currency, from: payer, to: receiver, turn)
        var sale = NaiveRequest(
            kind: .chargeSale, account: payer, amount: amount, createdAt: turn.now, state: .completed, transaction: id)
        sale.phone = command.phone
        add(sale, as: turn.assigned.request ?? ChargeSaleID(number: nextNumber()).description)
    }

    mutating func refund(_ command: ChargeSaleRefund, _ turn: Turn) throws(Refusal) {
        let id = command.chargeSale.description
        let sale = try request(id, .chargeSale, otherwise: .chargeSaleNotFound)
        guard sale.state == .completed else { throw Refusal(.requestClosed) }
        requests[id]?.state = .refunded
        try giveBack(id, sale, turn)
    }

    /// Gives back all that a job or a sale has cost.
    private mutating func giveBack(_ id: String, _ request: NaiveRequest, _ turn: Turn) throws(Refusal) {
        guard let past = request.transaction.flatMap({ transactions[$0] }) else { throw Refusal(.requestClosed) }
        let settlement = try refund(past, request.amount, turn)
        requests[id]?.settlement = settlement
    }

    mutating func add(_ request: NaiveRequest, as id: String) {
        requests[id] = request
        requestIDs.append(id)
    }

    func request(
        _ id: String, _ kind: NaiveRequest.Kind, otherwise code: ErrorCode
    ) throws(Refusal) -> NaiveRequest {
        guard let request = requests[id], request.kind == kind else { throw Refusal(code) }
        return request
    }
}
