import ConsoleContract
import ConsoleControl
import Glibc
import Testing

@Suite struct SocketFileTests {
  private func server(_ path: String, group: String? = nil) -> ControlSocketServer {
    ControlSocketServer(
      path: path, group: group, provider: ScriptedProvider(),
      log: silentLog)
  }

  private func fileEntry(_ path: String) -> stat? {
    var entry = stat()
    return lstat(path, &entry) == 0 ? entry : nil
  }

  @Test func file_isASocketForOwnerAndGroupOnly() async throws {
    try await withFolder { folder in
      let path = folder + "/control.sock"
      let group = getgrgid(getgid()).map { String(cString: $0.pointee.gr_name) }
      try await whileServing(server(path, group: group)) {
        let entry = try #require(fileEntry(path))
        #expect(entry.st_mode & S_IFMT == S_IFSOCK)
        #expect(entry.st_mode & 0o777 == 0o660)
        #expect(entry.st_gid == getgid())
      }
      #expect(fileEntry(path) == nil)
    }
  }

  @Test func fileOfADeadDaemon_isReplaced() async throws {
    try await withFolder { folder in
      let path = folder + "/control.sock"
      let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      #expect(TestClient.use(path, dead, bind) == 0)
      close(dead)
      try await whileServing(server(path)) {
        let answer = try await TestClient(path).ask(#"{"v":1,"verb":"status"}"#)
        #expect(answer == .status(.sample))
      }
    }
  }

  @Test func socketThatSomebodyServes_isLeftAlone() async throws {
    try await withFolder { folder in
      let path = folder + "/control.sock"
      try await whileServing(server(path)) {
        await #expect(throws: ControlSocketError.alreadyServed(path: path)) {
          try await whileServing(server(path)) {}
        }
        let answer = try await TestClient(path).ask(#"{"v":1,"verb":"status"}"#)
        #expect(answer == .status(.sample))
      }
    }
  }

  @Test func otherFileInTheWay_isLeftAlone() async throws {
    try await withFolder { folder in
      let path = folder + "/control.sock"
      close(creat(path, 0o600))
      await #expect(throws: ControlSocketError.notASocket(path: path)) {
        try await whileServing(server(path)) {}
      }
      #expect(fileEntry(path)?.st_mode == S_IFREG | 0o600)
    }
  }

  @Test func fileThatAnotherProcessPutThere_isNotRemovedAtTheStop() async throws {
    try await withFolder { folder in
      let path = folder + "/control.sock"
      try await whileServing(server(path)) {
        unlink(path)
        close(creat(path, 0o600))
      }
      #expect(fileEntry(path) != nil)
    }
  }

  @Test func impossiblePlace_isSaidWithTheNextStep() async throws {
    let long = "/tmp/" + String(repeating: "x", count: 103)
    await #expect(throws: ControlSocketError.pathTooLong(path: long, bytesMax: 107)) {
      try await whileServing(server(long)) {}
    }
    let absent = "/nonexistent-folder/control.sock"
    await #expect(
      throws: ControlSocketError.system(operation: "bind", path: absent, cause: "No such file or directory")
    ) {
      try await whileServing(server(absent)) {}
    }
    await #expect(throws: ControlSocketError.unknownGroup("no-such-group")) {
      try await whileServing(server("/tmp/unused.sock", group: "no-such-group")) {}
    }
  }
}
