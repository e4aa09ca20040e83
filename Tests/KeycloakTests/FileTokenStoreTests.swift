import Foundation
import JSON
import Testing

@testable import Keycloak

/// The store's file: what is written, what is refused and why, and that no way of it fails a run.
final class FileTokenStoreTests: Sendable {
    let root: String
    let folder: String
    let file: String
    let clock = Clock()
    let key = TokenKey(
        login: ["http://server", "master", "password", "admin-cli", "admin"], secrets: ["secret-word", ""])

    init() throws {
        root = FileManager.default.temporaryDirectory.path + "/latchkey-tokens-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        folder = root + "/a/latchkey"
        file = folder + "/tokens.json"
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// A store; by default it really pauses, since a process that another test starts holds a copy of each lock until it
    /// has become another program.
    func store(
        _ path: String? = nil,
        pause: @escaping @Sendable () async -> Void = { try? await Task.sleep(for: .milliseconds(10)) }
    ) -> FileTokenStore {
        let clock = self.clock
        return FileTokenStore(path: path ?? file, now: { clock.now }, pause: pause)
    }

    func tokens(_ name: String = "access", life: Int = 60) -> Tokens {
        Tokens(
            accessToken: name, expiry: clock.now + life, life: life, refreshToken: "refresh-\(name)",
            refreshExpiry: clock.now + 1800)
    }

    func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    func change(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    func text() throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

    @Test("what one process keeps another finds, in a file and folders of the user's own")
    func roundTrip() async throws {
        let first = store()
        #expect(await first.tokens(for: key) == nil)
        #expect(!FileManager.default.fileExists(atPath: folder), "reading made a folder")
        #expect(await first.keep(tokens(), for: key))
        let second = store()
        #expect(await second.tokens(for: key) == tokens())
        #expect(try mode(file) == 0o600)
        #expect(try mode(folder) == 0o700)
        #expect(try mode(root + "/a") == 0o700)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["tokens.json", "tokens.json.lock"])
        #expect(await first.warnings + second.warnings == [])
    }

    @Test("tokens without refresh token or ends come back as they were")
    func sparse() async throws {
        let sparse = Tokens(accessToken: "a", expiry: clock.now + 60, life: 60)
        #expect(await store().keep(sparse, for: key))
        #expect(await store().tokens(for: key) == sparse)
    }

    @Test("the file tells neither secrets nor names")
    func tellsNothing() async throws {
        #expect(await store().keep(tokens(), for: key))
        let text = try text()
        for word in ["secret-word", "admin", "server"] { #expect(!text.contains(word)) }
    }

    @Test("the same login has other names in another file")
    func salted() async throws {
        #expect(await store().keep(tokens(), for: key))
        let other = root + "/b/tokens.json"
        #expect(await store(other).keep(tokens(), for: key))
        func names(_ path: String) throws -> [String] {
            try JSON(parsing: Array(Data(contentsOf: URL(fileURLWithPath: path)))).object?["logins"]?.object?.keys ?? []
        }
        #expect(try names(file).count == 1)
        #expect(try names(file) != names(other))
    }

    @Test("nobody gets tokens with another secret, or those of another user, server, realm or client")
    func strangers() async throws {
        #expect(await store().keep(tokens(), for: key))
        #expect(await store().tokens(for: TokenKey(login: key.login, secrets: ["secret-wor", ""])) == nil)
        // The same letters, divided in another way.
        #expect(await store().tokens(for: TokenKey(login: key.login, secrets: ["secret-wor", "d"])) == nil)
        #expect(await store().tokens(for: TokenKey(login: key.login, secrets: ["", "secret-word"])) == nil)
        for index in key.login.indices {
            var login = key.login
            login[index] += "x"
            #expect(await store().tokens(for: TokenKey(login: login, secrets: key.secrets)) == nil)
        }
    }

    @Test("an entry takes the place of the older one of its login, and others stay")
    func replaces() async throws {
        let other = TokenKey(login: key.login, secrets: ["x"])
        #expect(await store().keep(tokens("other"), for: other))
        for name in ["first", "second"] { #expect(await store().keep(tokens(name), for: key)) }
        #expect(await store().tokens(for: key)?.accessToken == "second")
        #expect(await store().tokens(for: other)?.accessToken == "other")
    }

    @Test("what is of no use any more is not found, and dropped when something is written")
    func expired() async throws {
        #expect(await store().keep(Tokens(accessToken: "short", expiry: clock.now + 60, life: 60), for: key))
        clock.pass(55)
        #expect(await store().tokens(for: key) == nil)
        #expect(try text().contains("short"))
        let other = TokenKey(login: ["x"], secrets: ["x"])
        #expect(await store().keep(tokens("long"), for: other))
        #expect(try !text().contains("short"))
        clock.pass(1000)
        #expect(await store().tokens(for: other)?.refreshToken == "refresh-long", "it can still be renewed")
    }

    @Test("refused tokens are dropped, but not what took their place")
    func forget() async throws {
        let old = tokens("old")
        #expect(await store().keep(old, for: key))
        #expect(await store().keep(tokens("new"), for: key))
        await store().forget(old, for: key)
        #expect(await store().tokens(for: key)?.accessToken == "new")
        await store().forget(tokens("new"), for: key)
        #expect(await store().tokens(for: key) == nil)
    }

    // MARK: What is refused

    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let warning: String
        let spoil: @Sendable (FileTokenStoreTests) throws -> Void

        init(_ name: String, warns warning: String, _ spoil: @escaping @Sendable (FileTokenStoreTests) throws -> Void) {
            testDescription = name
            self.warning = warning
            self.spoil = spoil
        }

        /// Replaces the file's text.
        static func text(_ edit: @escaping @Sendable (String) -> String)
            -> @Sendable (FileTokenStoreTests) throws -> Void
        {
            { test in
                let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: test.file))
                let new = edit(try test.text())
                try handle.truncate(atOffset: 0)
                try handle.write(contentsOf: Data(new.utf8))
                try handle.close()
            }
        }
    }

    static let damages = [
        Damage("a file that others can read", warns: "is open to others (mode 644; needed: 600)") {
            try $0.change(0o644, $0.file)
        },
        Damage("a file that the group can write", warns: "is open to others (mode 620; needed: 600)") {
            try $0.change(0o620, $0.file)
        },
        Damage("a symbolic link", warns: "is a symbolic link") {
            try FileManager.default.moveItem(atPath: $0.file, toPath: $0.root + "/elsewhere.json")
            try FileManager.default.createSymbolicLink(
                atPath: $0.file, withDestinationPath: $0.root + "/elsewhere.json")
        },
        Damage("a named pipe", warns: "is no file") {
            try FileManager.default.removeItem(atPath: $0.file)
            #expect(mkfifo($0.file, 0o600) == 0)
        },
        Damage("a half-written file", warns: "damaged", Damage.text { String($0.prefix($0.count / 2)) }),
        Damage("an empty file", warns: "damaged", Damage.text { _ in "" }),
        Damage("no JSON", warns: "damaged", Damage.text { _ in "\u{0}\u{1}\u{FF}" }),
        Damage("another JSON", warns: "no format version", Damage.text { _ in "{}" }),
        Damage(
            "another format", warns: "is version 2, not 1",
            Damage.text { $0.replacingOccurrences(of: "\"version\": 1", with: "\"version\": 2") }),
        Damage(
            "no salt", warns: "no salt", Damage.text { $0.replacingOccurrences(of: "\"salt\"", with: "\"pepper\"") }),
        Damage("a huge file", warns: "is too large", Damage.text { _ in String(repeating: " ", count: 5 << 20) }),
    ]

    @Test("is ignored with a warning, and replaced", arguments: damages)
    func damaged(_ damage: Damage) async throws {
        #expect(await store().keep(tokens("old"), for: key))
        try damage.spoil(self)
        let store = store()
        #expect(await store.tokens(for: key) == nil)
        let warnings = await store.warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains(damage.warning) == true, "\(warnings)")
        #expect(warnings.first?.contains(file) == true, "\(warnings)")
        #expect(await store.keep(tokens("new"), for: key))
        #expect(await store.warnings == warnings, "said twice")
        let second = self.store()
        #expect(await second.tokens(for: key)?.accessToken == "new")
        #expect(await second.warnings == [])
        #expect(try mode(file) == 0o600)
        let elsewhere = root + "/elsewhere.json"
        if FileManager.default.fileExists(atPath: elsewhere) {
            #expect(try !String(contentsOfFile: elsewhere, encoding: .utf8).contains("new"), "wrote through the link")
        }
    }

    @Test(
        "a file of another user is ignored and replaced",
        .enabled(if: geteuid() == 0, "only root can give files away"))
    func foreignFile() async throws {
        #expect(await store().keep(tokens("old"), for: key))
        #expect(chown(file, 65534, 65534) == 0)
        let store = store()
        #expect(await store.tokens(for: key) == nil)
        #expect(await store.warnings.first?.contains("belongs to another user") == true)
        #expect(await store.keep(tokens("new"), for: key))
        #expect(await self.store().tokens(for: key)?.accessToken == "new")
    }

    static let badFolders = [
        Damage("a folder that others can enter", warns: "is open to others (mode 755; needed: 700)") {
            try $0.change(0o755, $0.folder)
        },
        Damage("a folder behind a symbolic link", warns: "is a symbolic link or no folder") {
            try FileManager.default.moveItem(atPath: $0.folder, toPath: $0.root + "/elsewhere")
            try FileManager.default.createSymbolicLink(atPath: $0.folder, withDestinationPath: $0.root + "/elsewhere")
        },
        Damage("a file in the folder's place", warns: "is a symbolic link or no folder") {
            try FileManager.default.removeItem(atPath: $0.folder)
            #expect(FileManager.default.createFile(atPath: $0.folder, contents: nil))
        },
        Damage("a folder in the file's place", warns: "is no file") {
            try FileManager.default.removeItem(atPath: $0.file)
            try FileManager.default.createDirectory(atPath: $0.file + "/x", withIntermediateDirectories: true)
            try $0.change(0o700, $0.file)
        },
        Damage("a link in the lock's place", warns: "tokens.json.lock") {
            try FileManager.default.removeItem(atPath: $0.file + ".lock")
            try FileManager.default.createSymbolicLink(
                atPath: $0.file + ".lock", withDestinationPath: $0.root + "/elsewhere")
        },
    ]

    @Test("is never written, and said", arguments: badFolders)
    func badFolder(_ damage: Damage) async throws {
        #expect(await store().keep(tokens("old"), for: key))
        try damage.spoil(self)
        let store = store()
        _ = await store.tokens(for: key)
        #expect(await !store.keep(tokens("new"), for: key))
        await store.forget(tokens("old"), for: key)
        let warnings = await store.warnings
        #expect(warnings.contains { $0.contains(damage.warning) }, "\(warnings)")
        #expect((try? text().contains("new")) != true)
    }

    @Test("a folder of another user is not used", .enabled(if: geteuid() == 0, "only root can give folders away"))
    func foreignFolder() async throws {
        #expect(await store().keep(tokens("old"), for: key))
        #expect(chown(folder, 65534, 65534) == 0)
        let store = store()
        #expect(await store.tokens(for: key) == nil)
        #expect(await !store.keep(tokens("new"), for: key))
        #expect(await store.warnings.contains { $0.contains("belongs to another user") })
    }

    @Test("a draft that a killed process left is no hindrance")
    func draft() async throws {
        #expect(await store().keep(tokens("old"), for: key))
        try Data("half".utf8).write(to: URL(fileURLWithPath: file + ".new"))
        #expect(await store().keep(tokens("new"), for: key))
        #expect(await store().tokens(for: key)?.accessToken == "new")
    }

    // MARK: The lock

    @Test("a lock that another process holds is waited for, with an end")
    func locked() async throws {
        #expect(await store().keep(tokens("old"), for: key))
        let descriptor = open(file + ".lock", O_RDWR)
        defer { close(descriptor) }
        // A shared one: it keeps out only who wants the lock for itself.
        #expect(flock(descriptor, LOCK_SH) == 0)
        let never = store()
        #expect(await !never.keep(tokens("new"), for: key))
        #expect(await never.warnings.contains { $0.contains("another process holds the lock") })
        #expect(await never.tokens(for: key)?.accessToken == "old", "reading needs no lock")
        let waiting = store(pause: { flock(descriptor, LOCK_UN) })
        #expect(await waiting.keep(tokens("new"), for: key))
        #expect(await waiting.warnings == [])
    }

    @Test("a process that is killed while it holds the lock does not block the next one")
    func killed() async throws {
        #expect(await store().keep(tokens("old"), for: key))
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let script = "import fcntl, sys, time; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); "
        holder.arguments = ["python3", "-c", script + "print('held', flush=True); time.sleep(60)", file + ".lock"]
        let output = Pipe()
        holder.standardOutput = output
        try holder.run()
        #expect(try output.fileHandleForReading.read(upToCount: 5) == Data("held\n".utf8))
        let store = store(pause: {
            kill(holder.processIdentifier, SIGKILL)
            await Task.yield()
        })
        let kept = await store.keep(tokens("new"), for: key)
        holder.waitUntilExit()
        #expect(kept)
    }

    @Test("many stores that write at once lose nothing")
    func concurrent() async throws {
        let keys = (1...16).map { TokenKey(login: ["user \($0)"], secrets: ["s"]) }
        let stores = keys.map { _ in store { try? await Task.sleep(for: .milliseconds(1)) } }
        let tokens = tokens()
        await withTaskGroup(of: Bool.self) { group in
            for (key, store) in zip(keys, stores) { group.addTask { await store.keep(tokens, for: key) } }
            for await kept in group { #expect(kept) }
        }
        for key in keys { #expect(await store().tokens(for: key) == tokens) }
    }
}
