using HostedRuntime.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Configuration;

/// <summary>
/// Copies a runtime's section into its options. What cannot be read is left for <see cref="RuntimeOptionsValidator"/>, which reports all
/// of it at once.
/// </summary>
internal sealed class RuntimeOptionsBinder(RuntimeRegistry runtimes, IConfiguration? configuration) : IConfigureNamedOptions<RuntimeOptions>
{
    public void Configure(RuntimeOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, RuntimeOptions options)
    {
        if (configuration is null || runtimes.WithOptions(name) is not { } runtime)
            return;
        // What there is, and not each option in turn: to ask the configuration for a key is to ask all of its providers.
        foreach (var given in configuration.GetSection(RuntimeName.SectionOf(runtime)).GetChildren())
        {
            if (given.Value is { } text && OptionTable.Find(given.Key) is { } option)
                OptionTable.TryApply(options, option, text);
        }
    }
}
