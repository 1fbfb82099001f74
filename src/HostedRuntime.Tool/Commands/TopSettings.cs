using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HostedRuntime.Tool.Commands;

internal sealed class TopSettings : ProcessSettings
{
    [CommandOption("-n|--refreshes <N>")]
    [Description("Ends after so many tables, one a second. Without it the command goes on until q or Ctrl+C.")]
    public int? Refreshes { get; init; }

    [CommandOption("--rows <N>")]
    [Description("The most tasks of a table.")]
    [DefaultValue(10)]
    public int Rows { get; init; } = 10;

    public override ValidationResult Validate()
        => Refreshes is < 1 ? ValidationResult.Error("--refreshes must be at least 1.")
            : Rows is < 1 or > 1000 ? ValidationResult.Error("--rows must be 1 to 1000.")
            : base.Validate();
}
