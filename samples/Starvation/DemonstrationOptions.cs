using Microsoft.Extensions.Configuration;
using Starvation.Load;

namespace Starvation;

/// <summary>The settings that the demonstration itself reads. The settings of the service are read by its process.</summary>
internal sealed class DemonstrationOptions
{
    /// <summary>The file of the plot.</summary>
    public string Plot { get; set; } = "starvation.svg";

    /// <summary>The pages whose figures are renewed, with commas between them.</summary>
    public string Pages { get; set; } = "";

    public LoadOptions Load { get; set; } = new();

    public static DemonstrationOptions Read(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
            .AddCommandLine(args)
            .Build();
        var options = new DemonstrationOptions { Load = configuration.GetSection("Load").Get<LoadOptions>(static binder => binder.ErrorOnUnknownConfiguration = true)! };
        options.Plot = configuration["Plot"] ?? options.Plot;
        options.Pages = configuration["Pages"] ?? options.Pages;
        options.Load.Validate();
        return options;
    }
}
