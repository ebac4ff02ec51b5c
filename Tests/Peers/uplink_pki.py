"""A throw-away PKI, made by the openssl command line: authorities and certificates, good and bad."""

import subprocess

CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, stderr=subprocess.DEVNULL)


def authority(folder, name):
    openssl(folder, "req", "-x509", *CURVE, "-keyout", f"{name}.key", "-out", f"{name}.crt",
            "-subj", f"/CN={name}", "-days", "30")


def certificate(folder, name, signer, alternative_name, days=30):
    openssl(folder, "req", *CURVE, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
    with open(f"{folder}/{name}.ext", "w") as extensions:
        extensions.write(f"subjectAltName={alternative_name}\n")
    openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", f"{signer}.crt", "-CAkey", f"{signer}.key",
            "-CAcreateserial", "-days", str(days), "-extfile", f"{name}.ext", "-out", f"{name}.crt")


def make(folder):
    here = "DNS:localhost,IP:127.0.0.1"
    authority(folder, "ca")
    authority(folder, "rogue-ca")
    certificate(folder, "server", "ca", here)
    certificate(folder, "server-expired", "ca", here, days=-1)
    certificate(folder, "server-elsewhere", "ca", "DNS:elsewhere.example")
    certificate(folder, "server-rogue", "rogue-ca", here)
    certificate(folder, "client", "ca", "DNS:north-gate.example")
    certificate(folder, "client-expired", "ca", "DNS:north-gate.example", days=-1)
    certificate(folder, "client-rogue", "rogue-ca", "DNS:north-gate.example")
