using HostedRuntime.Analyzers.Rules;
using HostedRuntime.ArchitectureTests;
using Microsoft.CodeAnalysis;

namespace HostedRuntime.Analyzers.Tests.Corpus;

/// <summary>The presets of severities name each rule.</summary>
public sealed class PresetTests
{
    [Theory]
    [InlineData("default")]
    [InlineData("all")]
    [InlineData("none")]
    public void Preset_Lines_NameEachRuleOnce(string preset)
    {
        var lines = File.ReadAllLines(Repository.PathOf("src", "HostedRuntime.Core", "buildTransitive", "config", $"HostedRuntime.Analyzers.{preset}.globalconfig"))
            .Where(static line => line.StartsWith("dotnet_diagnostic.", StringComparison.Ordinal));
        Assert.Equal(new MisuseAnalyzer().SupportedDiagnostics.Select(rule => $"dotnet_diagnostic.{rule.Id}.severity = {SeverityIn(preset, rule.DefaultSeverity)}"), lines);
    }

    private static string SeverityIn(string preset, DiagnosticSeverity severity) => (preset, severity) switch
    {
        ("none", _) => "none",
        (_, DiagnosticSeverity.Error) => "error",
        ("default", DiagnosticSeverity.Info) => "suggestion",
        _ => "warning",
    };
}
