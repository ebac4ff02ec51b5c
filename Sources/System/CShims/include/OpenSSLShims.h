#pragma once
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static inline int gh_ssl_ctx_set_min_tls_1_2(SSL_CTX *context) {
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}
static inline long gh_bio_mem_data(BIO *bio, char **data) { return BIO_get_mem_data(bio, data); }
static inline long gh_bio_pending(BIO *bio) { return (long)BIO_ctrl_pending(bio); }
static inline long gh_bio_set_mem_eof_return(BIO *bio, int value) {
  return BIO_set_mem_eof_return(bio, value);
}

static inline void gh_ssl_ctx_set_server_options(SSL_CTX *context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}
static inline long gh_ssl_ctx_set_session_cache_size(SSL_CTX *context, long sessions) {
  return SSL_CTX_sess_set_cache_size(context, sessions);
}
static inline int gh_general_names_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }
// The name at index when it is a DNS name, else NULL; the caller owns nothing.
static inline const ASN1_STRING *gh_general_name_dns(const GENERAL_NAMES *names, int index) {
  const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
  return name != NULL && name->type == GEN_DNS ? name->d.dNSName : NULL;
}
