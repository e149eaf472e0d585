package warehouse

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/jackc/pgx/v5"
)

// Source is a database to read from. It connects for each reading anew.
type Source struct {
	engine   engine
	where    string // the address without user and password
	password string // only to be kept out of messages
}

// Open prepares a database by its address, without connecting yet:
//
//	postgres://host:5432/database?sslmode=verify-full
//	clickhouse://host:9000/database?secure=true   (native protocol)
//
// An address never holds a password. PostgreSQL takes PGUSER, PGPASSWORD,
// PGPASSFILE, PGSERVICE and the other variables and files of libpq; ClickHouse
// takes CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.
func Open(address string, getenv func(string) string) (*Source, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("database: the address cannot be read; try postgres://host:5432/database or clickhouse://host:9000/database")
	}
	if _, has := u.User.Password(); has {
		return nil, errors.New("database: a password does not belong in an address; set PGPASSWORD or CLICKHOUSE_PASSWORD, or use the password file of PostgreSQL")
	}
	for key := range u.Query() {
		if k := strings.ToLower(key); strings.Contains(k, "pass") || k == "user" || k == "username" {
			return nil, fmt.Errorf("database: %s does not belong in an address; use the environment", k)
		}
	}
	switch u.Scheme {
	case "postgres", "postgresql":
		return openPostgres(u)
	case "clickhouse":
		return openClickHouse(u, getenv)
	}
	return nil, fmt.Errorf("database: scheme %.20q is unknown; try postgres or clickhouse", u.Scheme)
}

func openPostgres(u *url.URL) (*Source, error) {
	config, err := pgx.ParseConfig(u.String())
	if err != nil {
		return nil, errors.New("postgres: the address, a PG variable or a file of libpq cannot be read; check them, and sslmode")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 15 * time.Second
	}
	where := fmt.Sprintf("postgres %s database %s", net.JoinHostPort(config.Host, fmt.Sprint(config.Port)), config.Database)
	return &Source{engine: postgres{config}, where: where, password: config.Password}, nil
}

func openClickHouse(u *url.URL, getenv func(string) string) (*Source, error) {
	host := u.Host
	secure := u.Query().Get("secure") == "true"
	for key, v := range u.Query() {
		if key != "secure" || v[0] != "true" && v[0] != "false" {
			return nil, fmt.Errorf("clickhouse: %.40q in the address is unknown; only secure=true or secure=false is", key)
		}
	}
	if u.Hostname() == "" {
		return nil, errors.New("clickhouse: the address has no host; try clickhouse://host:9000/database")
	}
	if u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), map[bool]string{false: "9000", true: "9440"}[secure])
	}
	database := strings.Trim(u.Path, "/")
	if database == "" {
		database = "default"
	}
	if _, err := ParseName(database, 1); err != nil {
		return nil, fmt.Errorf("clickhouse: database: %w", err)
	}
	user := u.User.Username()
	if user == "" {
		user = getenv("CLICKHOUSE_USER")
	}
	if user == "" {
		user = "default"
	}
	password := getenv("CLICKHOUSE_PASSWORD")
	o := &clickhouse.Options{
		Addr: []string{host}, Auth: clickhouse.Auth{Database: database, Username: user, Password: password},
		DialTimeout: 15 * time.Second, ReadTimeout: 24 * time.Hour, // a reading has a bound of its own
	}
	if secure {
		o.TLS = &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}
	}
	return &Source{engine: clickHouse{database: database, options: o},
		where: fmt.Sprintf("clickhouse %s database %s", host, database), password: password}, nil
}
