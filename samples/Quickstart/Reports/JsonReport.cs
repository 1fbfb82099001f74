using System.Text.Json;
using HostedRuntime.Diagnostics;

namespace Census.Reports;

/// <summary>Writes one JSON object on one line, for programs. Messages for people go to standard error.</summary>
internal sealed class JsonReport(TextWriter output, TextWriter error) : IReport
{
    public void Write(CensusResult result, RuntimeSnapshot runtime)
    {
        var all = result.Totals.All;
        output.WriteLine(JsonSerializer.Serialize(new
        {
            files = all.Files,
            bytes = all.Bytes,
            lines = all.Lines,
            duplicateFiles = all.Duplicates,
            elapsedMs = (long)result.Elapsed.TotalMilliseconds,
        }));
        foreach (var unreadable in result.Totals.Unreadable)
            error.WriteLine($"census: cannot read {unreadable}");
        if (result.Left is not null)
            error.WriteLine($"census: {result.Left}");
    }
}
