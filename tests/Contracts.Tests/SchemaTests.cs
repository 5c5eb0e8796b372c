using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Json;
using Xunit;

namespace NTWorkstation.Contracts.Tests;

public class SchemaTests
{
    /// <summary>NT_WRITE_SCHEMAS=1 writes the files anew; they are then compared all the same.</summary>
    [Theory]
    [InlineData("preset")]
    [InlineData("chain")]
    public void Given_the_catalogue_when_the_schema_is_made_then_it_is_the_file_in_config(string name)
    {
        var made = name == "preset" ? ContractSchema.Preset() : ContractSchema.Chain();
        var path = RepositoryFolder.Path($"config/schema/{name}.schema.json");
        if (Environment.GetEnvironmentVariable("NT_WRITE_SCHEMAS") == "1") File.WriteAllText(path, made);
        Assert.Equal(File.ReadAllText(path), made);
    }

    [Fact]
    public void Given_the_ready_chains_then_each_is_read_and_comes_back_equal()
    {
        var files = Directory.GetFiles(RepositoryFolder.Path("config/chains"), "*.json");
        Assert.True(files.Length >= 3);
        foreach (var file in files)
        {
            var written = ChainJson.Write(ChainJson.Read(File.ReadAllBytes(file)));
            Assert.Equal(written, ChainJson.Write(ChainJson.Read(written)));
        }
    }
}
