using System.Globalization;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Views;

/// <summary>A task of a frame.</summary>
/// <param name="Runtime">The name of its runtime.</param>
/// <param name="Task">The row of the snapshot.</param>
/// <param name="Lints">The lints about the task, the most severe first.</param>
internal sealed record TaskEntry(string Runtime, TaskSnapshot Task, IReadOnlyList<RuntimeLint> Lints)
{
    public string Key => Task.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The highest severity of the lints.</summary>
    public LintSeverity Worst => Lints.Max(static lint => lint.Severity);

    /// <summary>A number that is higher the worse the lints are; 0 without lints.</summary>
    public int Rank => Lints.Count == 0 ? 0 : (int)Worst + 1;
}
