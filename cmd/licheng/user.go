package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"licheng/trips"
	"licheng/web/auth"
)

// tokenDays is how long a token holds when nobody says otherwise.
const tokenDays = 90

// userCommand is licheng user: accounts, their passwords and tokens.
func userCommand() *cobra.Command {
	root := &cobra.Command{Use: "user", Short: "账号：list, add and disable accounts, set passwords, issue and revoke tokens"}
	root.AddCommand(userListCommand(), userAddCommand(), userPasswdCommand(), userTokenCommand(), userRevokeCommand(), userDisableCommand(), userEnableCommand())
	return root
}

func userAddCommand() *cobra.Command {
	var config, roles, person string
	var mustChange bool
	c := &cobra.Command{
		Use:   "add --role ROLE[,ROLE] [--person ID] LOGIN",
		Short: "新建账号：the password is asked for, or read from the first line of the input",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			held, err := auth.ParseRoles(roles)
			if err != nil {
				return fmt.Errorf("%w: --role %q: %w", errUsage, roles, err)
			}
			return withBooks(cmd, config, func(ctx context.Context, a *app) error {
				password, err := readPassword(cmd, args[0])
				if err != nil {
					return err
				}
				account := auth.Account{
					County: trips.County(a.config.County), Login: args[0], Roles: held,
					Person: trips.PersonID(person), MustChange: mustChange,
				}
				if err := a.addAccount(ctx, account, password); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "account %s: %s 账号已建立\n", args[0], auth.JoinRoles(held))
				return nil
			})
		},
	}
	configFlag(c, &config)
	c.Flags().StringVar(&roles, "role", "", "cadre, township, finance, auditor, admin; several with commas")
	c.Flags().StringVar(&person, "person", "", "id of the person whose account it is, as imported")
	c.Flags().BoolVar(&mustChange, "must-change", false, "the password must be changed at the first login")
	return c
}

// addAccount adds an account; the person it names must be known.
func (a *app) addAccount(ctx context.Context, account auth.Account, password string) error {
	if account.Person != "" {
		if _, err := a.money.Person(ctx, account.County, account.Person); err != nil {
			return err
		}
	}
	return a.auth.Add(ctx, account, password)
}

func userPasswdCommand() *cobra.Command {
	var config string
	var mustChange bool
	c := &cobra.Command{
		Use:   "passwd LOGIN",
		Short: "重设密码：set a password, unlock the account and end its sessions",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withBooks(cmd, config, func(ctx context.Context, a *app) error {
				password, err := readPassword(cmd, args[0])
				if err != nil {
					return err
				}
				if err := a.auth.SetPassword(ctx, trips.County(a.config.County), args[0], password, mustChange); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "account %s: new password, sessions ended 密码已重设，原登录已失效\n", args[0])
				return nil
			})
		},
	}
	configFlag(c, &config)
	c.Flags().BoolVar(&mustChange, "must-change", false, "the password must be changed at the next login")
	return c
}

func userTokenCommand() *cobra.Command {
	var config, label string
	var days int
	c := &cobra.Command{
		Use:   "token [--days N] [--label TEXT] LOGIN",
		Short: "发放令牌：print a token for programs that act as the account; it is shown once",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if days < 1 || days > 3660 {
				return fmt.Errorf("%w: --days: %d is not between 1 and 3660", errUsage, days)
			}
			return withBooks(cmd, config, func(ctx context.Context, a *app) error {
				ends := time.Now().AddDate(0, 0, days)
				token, err := a.auth.IssueToken(ctx, trips.County(a.config.County), args[0], label, ends)
				if err != nil {
					return err
				}
				fmt.Fprintln(cmd.OutOrStdout(), token)
				return nil
			})
		},
	}
	configFlag(c, &config)
	c.Flags().IntVar(&days, "days", tokenDays, "how long it holds")
	c.Flags().StringVar(&label, "label", "", "what it is for")
	return c
}

func userRevokeCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "revoke LOGIN",
		Short: "吊销令牌：end all tokens of the account, of programs and of trackers, as after a phone was lost",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withBooks(cmd, config, func(ctx context.Context, a *app) error {
				n, err := a.auth.RevokeTokens(ctx, trips.County(a.config.County), args[0])
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "account %s: %d tokens revoked 令牌已吊销\n", args[0], n)
				return nil
			})
		},
	}
	configFlag(c, &config)
	return c
}

func userDisableCommand() *cobra.Command {
	return setDisabledCommand("disable LOGIN", "停用账号：whoever left logs in no more; what was done with it stays", true,
		"account %s: disabled, sessions ended; licheng doctor names claims that nobody can decide on now 账号已停用；可用 licheng doctor 查看无人能审批的报销单\n")
}

func userEnableCommand() *cobra.Command {
	return setDisabledCommand("enable LOGIN", "恢复账号：the account logs in again, and its tokens hold", false, "account %s: enabled 账号已恢复\n")
}

// setDisabledCommand shuts an account or opens it again, and says so.
func setDisabledCommand(use, short string, disabled bool, done string) *cobra.Command {
	var config string
	c := &cobra.Command{
		Use: use, Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withBooks(cmd, config, func(ctx context.Context, a *app) error {
				if err := a.auth.SetDisabled(ctx, trips.County(a.config.County), args[0], disabled); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), done, args[0])
				return nil
			})
		},
	}
	configFlag(c, &config)
	return c
}

// withBooks is withApp for what no road is needed for: accounts and the ledger
// must be within reach when the road file is not, as after an upgrade that wants it
// built again.
func withBooks(cmd *cobra.Command, config string, fn func(ctx context.Context, a *app) error) error {
	settings, err := loadConfig(config, os.Environ())
	if err != nil {
		return err
	}
	return withSettings(cmd, settings.withoutRoads(), fn)
}

// withApp runs fn with the service open but not serving.
func withApp(cmd *cobra.Command, config string, fn func(ctx context.Context, a *app) error) error {
	settings, err := loadConfig(config, os.Environ())
	if err != nil {
		return err
	}
	return withSettings(cmd, settings, fn)
}

func withSettings(cmd *cobra.Command, settings Config, fn func(ctx context.Context, a *app) error) (err error) {
	ctx := cmd.Context()
	a, err := openApp(ctx, settings, newLog(settings, cmd.ErrOrStderr()))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close(context.WithoutCancel(ctx))) }()
	return fn(ctx, a)
}

// readPassword asks for a password twice on a terminal, or reads the first
// line of the input.
func readPassword(cmd *cobra.Command, login string) (string, error) {
	in, isFile := cmd.InOrStdin().(*os.File)
	if !isFile || !term.IsTerminal(int(in.Fd())) {
		line, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read the password: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	first, err := askPassword(cmd, in, "密码 password of "+login+": ")
	if err != nil {
		return "", err
	}
	second, err := askPassword(cmd, in, "再输一次 once more: ")
	if err == nil && first != second {
		err = fmt.Errorf("%w: the two passwords differ 两次输入的密码不一致", errUsage)
	}
	return first, err
}

func askPassword(cmd *cobra.Command, in *os.File, prompt string) (string, error) {
	fmt.Fprint(cmd.ErrOrStderr(), prompt)
	password, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(cmd.ErrOrStderr())
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return string(password), nil
}
