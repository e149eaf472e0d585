// Package cli is the command line: one small file per verb, in which flags fill
// a struct and a function does the work. It is the only place that knows files,
// the terminal, the environment and the clock.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// System is the process's own surroundings.
func System() *Env {
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	tty := term.IsTerminal(int(os.Stdout.Fd()))
	if err != nil || !tty {
		width = 0
	}
	return &Env{Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Terminal: tty, Width: width, Watched: term.IsTerminal(int(os.Stderr.Fd()))}
}

// Env is what a run sees of the world; tests make their own.
type Env struct {
	Args           []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Terminal       bool // stdout is a terminal
	Width          int  // of the terminal, 0 when there is none
	Watched        bool // stderr is a terminal: somebody waits for progress
}

// Exit codes; documented in README.md and stable.
const (
	ExitOK       = 0
	ExitRuntime  = 1 // something failed while running
	ExitUsage    = 2 // flags or an input file are wrong
	ExitBudget   = 3 // a budget or policy is broken
	ExitLaw      = 4 // residency is violated, or no option is allowed
	ExitUnpriced = 5 // unpriced or stale under --strict

	ExitInterrupted = 130 // stopped by a signal: 128 + SIGINT, as shells have it
)

// exitError is an error with its exit code. A verdict is printed after the
// report, not instead of it.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string { return e.err.Error() }
func (e exitError) Unwrap() error { return e.err }

func usageError(err error) error {
	if err == nil {
		return nil
	}
	return exitError{ExitUsage, err}
}

func verdict(code int, format string, args ...any) error {
	return exitError{code, fmt.Errorf(format, args...)}
}

// Run carries out one command line and returns the exit code.
func Run(env *Env) int {
	root := newRoot(env)
	root.SetArgs(env.Args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	err := root.Execute()
	if err == nil {
		return ExitOK
	}
	for line := range strings.SplitSeq(strings.TrimRight(err.Error(), "\n"), "\n") {
		fmt.Fprintf(env.Stderr, "sovcost: %s\n", line)
	}
	var e exitError
	if errors.As(err, &e) {
		return e.code
	}
	return ExitRuntime
}

const overview = `sovcost tells which runtime fits a workload - virtual machine, container, function
or own hardware: what it costs a month, what residency law allows, and why.

It reads files and writes answers: no account, no telemetry, and no network unless
you name a URL.`

const rootExamples = `  sovcost init > mine.toml                       a commented scenario that runs as it is
  sovcost compare mine.toml                      ranked options with cost and verdict
  sovcost explain mine.toml --option aws-eu-central-2-lambda-x86
  sovcost compare mine.toml --format json | jq '.options[0].monthly'
  sovcost rate usage.toml                        metered usage in, invoice out
  sovcost prices list                            what is on the price sheets`

func newRoot(env *Env) *cobra.Command {
	a := &app{env: env}
	root := &cobra.Command{Use: "sovcost", Short: "which runtime fits a workload, at what price, under which law", Long: overview, Example: rootExamples,
		SilenceUsage: true, SilenceErrors: true, Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	root.SetHelpTemplate(helpTemplate)
	root.SetUsageTemplate(usageTemplate)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError(err) })
	a.commonFlags(root)
	for _, c := range []*cobra.Command{a.compareCmd(), a.explainCmd(), a.breakevenCmd(), a.whatifCmd(), a.reportCmd(), a.diffCmd(), a.rateCmd(), a.validateCmd(), a.initCmd(), a.pricesCmd(), a.schemaCmd(), a.rulesCmd(), a.checkCmd(), a.makeOrBuyCmd(), a.portfolioCmd(), a.sqlCmd(), a.calibrateCmd(), a.adviceCmd(), a.frameworkCmd(), a.mixtureCmd(), a.trafficCmd(), a.simulateCmd(), a.commitmentsCmd(), a.versionCmd()} {
		root.AddCommand(c)
	}
	root.SetGlobalNormalizationFunc(nil)
	return root
}

// helpTemplate puts the examples first: most readers come for one.
const helpTemplate = `{{with (or .Long .Short)}}{{.}}{{end}}
{{if .HasExample}}
Examples:
{{.Example}}
{{end}}{{if or .Runnable .HasSubCommands}}
{{.UsageString}}{{end}}`

// usageTemplate is cobra's own without the examples, which stand first already.
const usageTemplate = `Usage:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} [command]

Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Flags of every command:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}
`

// unknownCommand refuses what is not a command and says what was meant.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := cmd.CommandPath() + " --help lists them"
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, append(c.Aliases, c.Name())...)
	}
	if near := factsheet.Suggest(args[0], names); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return usageError(fmt.Errorf("unknown command %q; %s", args[0], hint))
}

// withArgs turns cobra's complaint about arguments into a usage error that says
// what to write.
func withArgs(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return usageError(fmt.Errorf("%s wants %s, got %d arguments; for example:\n%s", cmd.CommandPath(), what, len(args), strings.Split(cmd.Example, "\n")[0]))
	}
}
