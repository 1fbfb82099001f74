using System.Globalization;
using Census.Reports;
using HostedRuntime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Census.Plugins;

/// <summary>Prepares the report. The report lists the skipped names, so this plugin needs the initialized skip list.</summary>
[DependsOn<SkipListPlugin>]
internal sealed class ReportPlugin(SkipListPlugin skipList, IOptions<CensusOptions> options) : RuntimePlugin
{
    private const string Key = "Rows";
    private const int DefaultRows = 20;
    private const int MostRows = 10_000;

    private IReport? _report;

    /// <summary>The report, available once the plugin is set up.</summary>
    public IReport Report => _report ?? throw new InvalidOperationException("The report plugin is not set up yet.");

    public override Task SetupAsync(PluginContext context, CancellationToken cancellationToken)
    {
        var rows = Rows(context.Configuration.GetSection(Key));
        _report = options.Value.Json ? new JsonReport(Console.Out, Console.Error) : new TableReport(Console.Out, skipList.Names, rows);
        return Task.CompletedTask;
    }

    private static int Rows(IConfigurationSection given)
    {
        if (given.Value is null)
            return DefaultRows;
        return int.TryParse(given.Value, CultureInfo.InvariantCulture, out var rows) && rows is >= 1 and <= MostRows
            ? rows
            : throw new InvalidOperationException($"{given.Path} is '{given.Value}'; allowed: 1 to {MostRows}.");
    }
}
