package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is that of the program; the build says which commit.
const version = "0.1.0"

func (a *app) initCommand() *cobra.Command {
	var show bool
	cmd := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a commented dateline.toml",
		Long: `Init writes a configuration in which every key is explained, to dateline.toml or
to the file named, whose folder it makes. It never overwrites one.`,
		Example: "  dateline init\n  dateline init --print",
		Args:    arguments(cobra.MaximumNArgs(1), "one file at most"),
		RunE: func(_ *cobra.Command, args []string) error {
			if show {
				fmt.Fprint(a.out, configTemplate)
				return nil
			}
			path := defaultConfig
			if len(args) > 0 {
				path = args[0]
			} else if a.configFlag != "" {
				path = a.configFlag
			}
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return fmt.Errorf("write the configuration: %w", err)
			}
			file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("%s is there already and is left as it is: name another file, or see 'dateline init --print'", path)
			}
			if err != nil {
				return fmt.Errorf("write the configuration: %w", err)
			}
			_, err = file.WriteString(configTemplate)
			if err := errors.Join(err, file.Close()); err != nil {
				return fmt.Errorf("write the configuration: %w", err)
			}
			fmt.Fprintf(a.out, "wrote %s: name your outlets and a contact in it, then run 'dateline serve'\n", path)
			return nil
		},
	}
	cmd.Flags().BoolVar(&show, "print", false, "write it to standard output instead")
	return cmd
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the version, and what it was built with",
		Args:  arguments(cobra.NoArgs, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintf(a.out, "dateline %s (%s, %s/%s", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						fmt.Fprintf(a.out, ", %.12s", s.Value)
					}
				}
			}
			fmt.Fprintln(a.out, ")")
			return nil
		},
	}
}
