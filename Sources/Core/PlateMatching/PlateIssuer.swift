internal import AccessModel

/// Who issued a plate, as far as a read or a list says it: the same characters of two issuers are two plates.
public struct PlateIssuer: Hashable, Sendable {
  /// ISO 3166-1 alpha-3.
  public let country: String?
  /// ISO 3166-2, where provinces or states issue the same characters: TH-10, US-MO.
  public let region: String?

  /// Nothing is known of the issuer.
  public static let unknown = PlateIssuer(country: nil, region: nil)

  /// What a camera or a list writes for a country: ISO 3166-1 alpha-3 or alpha-2, or ISO 3166-2 for a region;
  /// anything else, like a maker's own number, says nothing.
  public init(_ text: String?) {
    guard let text, (2...6).contains(text.utf8.count) else {
      self = .unknown
      return
    }
    let code = text.uppercased()
    let parts = code.split(separator: "-", omittingEmptySubsequences: false)
    let first = String(parts[0])
    if parts.count == 2, let country = Self.countries[first], Self.isSubdivision(parts[1]) {
      self.init(country: country, region: code)
    } else {
      let isAlpha3 = parts.count == 1 && Self.codes.contains(first)
      self.init(country: isAlpha3 ? first : parts.count == 1 ? Self.countries[first] : nil, region: nil)
    }
  }

  /// The issuer that an entry names; of several joined plates nobody knows whose it is.
  init(of entry: WatchlistEntry) {
    self = entry.plate.utf8.contains(UInt8(ascii: "|")) ? .unknown : PlateIssuer(entry.country)
  }

  init(country: String?, region: String?) {
    self.country = country
    self.region = region
  }

  /// Whether both may be one issuer: what either leaves open meets whatever the other says.
  public func admits(_ other: PlateIssuer) -> Bool {
    if let country, let found = other.country, country != found { return false }
    if let region, let found = other.region, region != found { return false }
    return true
  }

  private static func isSubdivision(_ text: Substring) -> Bool {
    (1...3).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
  }

  /// Alpha-3 by alpha-2.
  private static let countries = [String: String](
    uniqueKeysWithValues: iso3166.split(whereSeparator: \.isWhitespace).map {
      (String($0.prefix(2)), String($0.dropFirst(2)))
    })
  private static let codes = Set(
    iso3166.split(whereSeparator: \.isWhitespace).map { String($0.dropFirst(2)) })

  /// ISO 3166-1, alpha-2 followed by alpha-3, and Kosovo's code of common use.
  private static let iso3166 = """
    ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE
    BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS
    BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN
    COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST
    EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF
    GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD
    HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM
    JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA
    LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD
    MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM
    NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG
    PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA
    SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD
    STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON
    TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR
    VNVNM VUVUT WFWLF WSWSM XKXKX YEYEM YTMYT ZAZAF ZMZMB ZWZWE
    """
}
