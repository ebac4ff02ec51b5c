internal import FieldContract

extension YAMLSection {
  /// Largest credential file accepted: a bundle of certificates, generously.
  private static let credentialBytesMax = 1 << 20
  private static let advice =
    "Secrets are never written in this file: put it in a file of its own and name that"

  /// Absolute path of a credential file that is there, readable and sound; nil when absent or reported.
  func credential(_ key: String, _ kind: CredentialKind, within files: FileLookup) -> String? {
    guard let name = string(key), !name.isEmpty else { return nil }
    let place = path(of: key)
    guard !name.contains("-----BEGIN"), !name.contains("\n") else {
      report(key, "`\(place)` holds the credential itself", hint: Self.advice)
      return nil
    }
    let path = files.credential(name)
    let file: BoundedFile
    do {
      file = try BoundedFile(path: path, bytesMax: Self.credentialBytesMax)
    } catch {
      reportUnreadable(key, kind, path: path, error)
      return nil
    }
    if kind.isSecret, file.mode & 0o007 != 0 {
      report(
        key, "`\(place)`: every user of this machine can reach \(path)", hint: "Run `chmod o= \(path)`")
      return nil
    }
    if let complaint = kind.complaint(about: file.bytes) {
      report(key, "`\(place)`: \(path) \(complaint.what)", hint: complaint.hint)
      return nil
    }
    return path
  }

  /// As `credential`, and reports an absent key.
  func requiredCredential(
    _ key: String, _ kind: CredentialKind, within files: FileLookup, hint: String
  ) -> String? {
    guard requiredString(key, hint: hint) != nil else { return nil }
    return credential(key, kind, within: files)
  }

  /// Says what may be a secret itself nowhere: an operator who wrote one here shall not find it in the log.
  private func reportUnreadable(
    _ key: String, _ kind: CredentialKind, path: String, _ error: BoundedFileError
  ) {
    guard kind.isSecret else {
      report(
        key, "`\(self.path(of: key))`: cannot read \(path): \(error)",
        hint: "Check the name and who may read it")
      return
    }
    report(
      key, "`\(self.path(of: key))` names no file that can be read: \(error)",
      hint: "\(Self.advice) (looked for in $CREDENTIALS_DIRECTORY and beside the site file)")
  }

  /// Reports unknown keys; one that smells of a secret gets told where secrets go.
  func finishWithAdvice() {
    let words = ["password", "passwd", "passphrase", "secret", "token", "private_key", "api_key", "psk"]
    finish { key in words.contains { key.lowercased().contains($0) } ? Self.advice : nil }
  }

  /// A mapping that must not be a bare text; what stands there is not repeated.
  func secretSection(_ key: String) -> YAMLSection? {
    guard isScalar(key) else { return section(key) }
    report(key, "`\(path(of: key))` must be a mapping", hint: Self.advice)
    return nil
  }
}
