"""Click's own words in Chinese: the headings of --help, and what is wrong with a command line.

cli.py builds its commands from these two classes; the words stand in messages.toml.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from toolkit.lexicon import messages

Later = Callable[[], click.Command]


class Command(click.Command):
    """A command whose help page is Chinese throughout."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        words = messages().command
        ours = {"[OPTIONS]": words["some_options"], "COMMAND [ARGS]...": words["some_command"]}
        return [ours.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        words = messages().command
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=words["usage"])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = (option.get_help_record(ctx) for option in options)
        with formatter.section(messages().command["options"]):
            formatter.write_dl([record for record in records if record])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = messages().command["help"]
        return option


class Group(Command, click.Group):
    """A group of such commands."""

    command_class = Command
    group_class = type  # a group in a group is of this class too

    def __init__(self, *words: Any, **settings: Any) -> None:
        super().__init__(*words, **settings)
        self._later: dict[str, Later] = {}

    def later(self, name: str) -> Callable[[Later], Later]:
        """Add a command that is fetched when it is asked for, with all that it imports."""

        def add(fetch: Later) -> Later:
            self._later[name] = fetch
            return fetch

        return add

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted((*super().list_commands(ctx), *self._later))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        fetch = self._later.get(cmd_name)
        return fetch() if fetch else super().get_command(ctx, cmd_name)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        named = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        told = [(name, command.get_short_help_str(80)) for name, command in named if command]
        with formatter.section(messages().command["commands"]):
            formatter.write_dl(told)


def say_usage(wrong: click.ClickException) -> str:
    """What is wrong with a command line, and where to read how it is written."""
    if isinstance(wrong, click.exceptions.NoArgsIsHelpError) and wrong.ctx:
        return wrong.ctx.get_help()
    words = messages().command
    path = (
        wrong.ctx.command_path if isinstance(wrong, click.UsageError) and wrong.ctx else "nianbao"
    )
    return words["see_help"].format(wrong=_wrong(wrong, words), path=path)


def _wrong(wrong: click.ClickException, words: dict[str, str]) -> str:
    match wrong:
        case click.NoSuchOption(option_name=name):
            return words["no-option"].format(name=name)
        case click.NoSuchCommand(command_name=name):
            return words["no-command"].format(name=name)
        case click.MissingParameter(param=param):
            return words["missing"].format(name=_name(param))
        case click.BadParameter(param=param):
            return words["bad-value"].format(name=_name(param))
    return words["bad-usage"]


def _name(param: click.Parameter | None) -> str:
    return (
        ""
        if param is None
        else param.opts[0]
        if isinstance(param, click.Option)
        else param.human_readable_name
    )
