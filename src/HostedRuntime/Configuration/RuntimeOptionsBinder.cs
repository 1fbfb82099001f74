using HostedRuntime.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Configuration;

/// <summary>
/// Copies a runtime's section into its options. What cannot be read is left for <see cref="RuntimeOptionsValidator"/>, which reports all
/// of it at once.
/// </summary>
internal sealed class RuntimeOptionsBinder(RuntimeRegistry runtimes, IConfiguration? configuration = null) : IConfigureNamedOptions<RuntimeOptions>
{
    public void Configure(RuntimeOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, RuntimeOptions options)
    {
        if (configuration is null || runtimes.WithOptions(name) is not { } runtime)
            return;
        var section = configuration.GetSection(RuntimeName.SectionOf(runtime));
        foreach (var row in OptionTable.Rows)
        {
            if (section[row.Key] is { } text)
                row.TryApply(options, text);
        }
    }
}
