using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Tests.Verifying;

/// <summary>Options of an <c>.editorconfig</c> that hold for all files.</summary>
internal sealed class FixedOptions((string Name, string Value)[] options) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Lines(options);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

    private sealed class Lines((string Name, string Value)[] options) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = options.FirstOrDefault(option => option.Name == key).Value;
            return value is not null;
        }
    }
}
