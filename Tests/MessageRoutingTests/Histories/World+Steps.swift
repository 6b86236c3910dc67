import Contracts
import MessageRouting

extension World {
    /// One thing that happens somewhere.
    mutating func step() {
        now = Timestamp(microseconds: now.microseconds + Int64.random(in: 0...15_000, using: &random))
        let number = Int.random(in: 0..<instances.count, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<22: send(on: number)
        case 22..<27: amend(on: number)
        case 27..<40: commit(on: number)
        case 40..<60: arrive(number)
        case 60..<75: receive(Int.random(in: 0..<clients.count, using: &random))
        case 75..<82: connectOrLeave(Int.random(in: 0..<clients.count, using: &random))
        case 82..<86: change()
        case 86: restart(number)
        default: instances[number].router.tick(at: now)
        }
        if random.percent(70) { flush(number) }
    }

    private mutating func destination(from sender: PartyID) -> (SendRequest.Destination, isTrusted: Bool) {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: (.conversation(pick(groups)), false)
        case 4..<7: (.person(pick(people.filter { $0 != sender })), false)
        case 7: (.topic(pick(topics)), true)
        case 8: (.everyone, true)
        default: (.people(Array(people.prefix(Int.random(in: 1...people.count, using: &random)))), true)
        }
    }

    private mutating func send(on number: Int) {
        let sender = pick(people)
        let (destination, isTrusted) = destination(from: sender)
        // Some come again, with the same content or another, on this instance or the other.
        if !random.percent(8) || lastID == 0 { lastID += 1 }
        let expiresIn: Int64? = random.percent(5) ? 1 : nil
        let request = SendRequest(
            id: "m\(lastID)", to: destination, priority: pick(MessagePriority.allCases), body: "body \(lastID)",
            expiresIn: expiresIn)
        let session = clients.first { $0.person == sender && $0.session != nil && $0.instance == number }?.session
        let submission = instances[number].router.submit(
            request, from: Sender(person: sender, role: isTrusted ? .service : .user, proof: .token),
            by: random.percent(50) ? session : nil, ticket: Ticket(UInt64(lastID)), at: now)
        if case .accepted(let accepted) = submission {
            instances[number].accepted += accepted.filter { !$0.isStored }.map(\.record)
        }
    }

    private mutating func amend(on number: Int) {
        guard lastID > 0 else { return }
        let sender = pick(people)
        let id = Int.random(in: 1...(lastID + 1), using: &random)
        let change: AmendRequest.Change = random.percent(30) ? .delete : .edit(number: Int64(id), body: "better")
        let submission = instances[number].router.submit(
            AmendRequest(id: "m\(id)", to: .conversation(pick(groups)), change: change),
            from: Sender(person: sender, role: .user, proof: .token), ticket: Ticket(UInt64(id)), at: now)
        if case .accepted(let accepted) = submission { instances[number].accepted += accepted.map(\.record) }
    }

    /// The store takes some of what an instance has accepted, in an order of its own, and announces it.
    private mutating func commit(on number: Int) {
        let count = min(instances[number].accepted.count, Int.random(in: 1...6, using: &random))
        var records = Array(instances[number].accepted.prefix(count))
        instances[number].accepted.removeFirst(count)
        records.shuffle(using: &random)
        var stored: [LogRecord] = []
        var ids: [MessageID] = []
        for record in records {
            switch record {
            case .message(let message):
                ids.append(message.id)
                if let record = store.append(.message(message), at: now) { stored.append(record) }
            case .amendment(let amendment):
                if let record = store.append(.amendment(amendment), at: now) { stored.append(record) }
            case .marker: break
            }
        }
        announce(stored)
        if random.percent(90) { instances[number].router.stored(ids) } else { instances[number].router.notStored(ids) }
    }

    /// A command changes who receives what.
    private mutating func change() {
        let who = pick(people)
        if random.percent(30) {
            var settings = store.settings[who] ?? PersonSettings(person: who)
            settings.version += 1
            let topic = pick(topics)
            if settings.topics.remove(topic) == nil { settings.topics.insert(topic) }
            let other = pick(people.filter { $0 != who })
            if settings.blocked.remove(other) == nil, random.percent(30) { settings.blocked.insert(other) }
            announce([store.append(.person(settings), at: now)].compactMap { $0 })
        } else if var conversation = store.conversations[pick(groups)] {
            conversation.version += 1
            if conversation.members.removeValue(forKey: who) == nil { conversation.members[who] = .member }
            announce([store.append(.conversation(conversation), at: now)].compactMap { $0 })
        }
    }

    func batch(_ records: [LogRecord]) -> CommittedBatch { CommittedBatch(head: store.head, records: records) }

    private mutating func announce(_ records: [LogRecord]) {
        for number in instances.indices {
            for _ in 0..<pick([0, 1, 1, 1, 1, 1, 2]) {
                instances[number].arriving.append(.announcement(batch(records)))
            }
        }
    }

    /// A client takes some of what was handed over, and the socket tells.
    mutating func receive(_ index: Int, all: Bool = false) {
        guard let session = clients[index].session else { return }
        let count = all ? clients[index].wire.count : Int.random(in: 0...clients[index].wire.count, using: &random)
        for frame in clients[index].wire.prefix(count) {
            let remembers = settings.session.mostLive > 64
            if let wrong = clients[index].receive(frame, store, remembers: remembers) {
                violations.append("\(clients[index].person)/\(clients[index].device): \(wrong)")
            }
        }
        clients[index].wire.removeFirst(count)
        let number = clients[index].instance
        if clients[index].unwritten > 0 {
            instances[number].arriving.append(.written(session, bytes: clients[index].unwritten))
            clients[index].unwritten = 0
        }
        if random.percent(30) { instances[number].router.acknowledged(session, clients[index].cursor) }
    }

    mutating func connect(_ index: Int, to number: Int) {
        lastSession += 1
        let id = SessionID(lastSession)
        let refusal = instances[number].router.connect(
            id, person: clients[index].person, device: clients[index].device, cursor: clients[index].cursor, at: now)
        guard refusal == nil else {
            violations.append("a client was refused")
            return
        }
        clients[index].session = id
        clients[index].instance = number
    }

    private mutating func connectOrLeave(_ index: Int) {
        if let session = clients[index].session {
            guard random.percent(40) else { return }
            instances[clients[index].instance].router.disconnect(session, at: now)
            clients[index].drop()
        } else {
            connect(index, to: Int.random(in: 0..<instances.count, using: &random))
        }
    }

    /// An instance is killed: what it had accepted and not stored is lost, and nobody was told that it was accepted.
    private mutating func restart(_ number: Int) {
        guard random.percent(15) else { return }
        for index in clients.indices where clients[index].instance == number { clients[index].drop() }
        instances[number] = newInstance()
    }

    /// Nothing happens any more, and everything that is on its way arrives.
    mutating func settle() {
        for number in instances.indices { while !instances[number].accepted.isEmpty { commit(on: number) } }
        for index in clients.indices where clients[index].session == nil { connect(index, to: index % instances.count) }
        for round in 0..<400 {
            now = now.adding(60)
            for number in instances.indices {
                if round % 10 == 0 { instances[number].arriving.append(.announcement(batch([]))) }
                while !instances[number].arriving.isEmpty { arrive(number, inOrder: true) }
                instances[number].router.tick(at: now)
                flush(number)
            }
            for index in clients.indices {
                if clients[index].session == nil { connect(index, to: index % instances.count) }
                receive(index, all: true)
            }
        }
    }
}

extension Timestamp {
    func adding(_ milliseconds: Int64) -> Timestamp { Timestamp(microseconds: microseconds + milliseconds * 1_000) }
}
