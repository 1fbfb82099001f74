using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Configuration;

/// <summary>Copies the section into the options. What cannot be read is left for <see cref="RuntimeOptionsValidator"/>, which reports all of it at once.</summary>
internal sealed class RuntimeOptionsBinder(IConfiguration? configuration = null) : IConfigureOptions<RuntimeOptions>
{
    public void Configure(RuntimeOptions options)
    {
        if (configuration is null)
            return;
        var section = configuration.GetSection(RuntimeOptions.SectionName);
        foreach (var row in OptionTable.Rows)
        {
            if (section[row.Key] is { } text)
                row.TryApply(options, text);
        }
    }
}
